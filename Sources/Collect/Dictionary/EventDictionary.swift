public import Storage
import Synchronization

/// Gives each event name its small permanent code (table event_name); the whole dictionary lives in memory.
public final class EventDictionary: Sendable {
    /// The most names a deployment keeps; senders who put ids into names meet it and are told so.
    public static let limit = 20_000

    private struct State {
        var codes: [String: Int32] = [:]
        var names: [Int32: String] = [:]
        var staged: [String] = []
    }

    private let state = Mutex(State())

    /// An empty dictionary; call ``load(_:)``.
    public init() {}

    /// Reads every name; also forgets what a rolled-back transaction had staged.
    public func load(_ store: some OperationalStore) async throws {
        let rows = try await store.read { tx in
            try tx.query("SELECT code, name FROM event_name", []) { ($0.integer(0), $0.text(1)) }
        }
        state.withLock { state in
            state = State()
            for (code, name) in rows {
                state.codes[name] = Int32(code)
                state.names[Int32(code)] = name
            }
        }
    }

    /// The code of a name that is known.
    public func code(of name: String) -> Int32? { state.withLock { $0.codes[name] } }

    /// The name of a code.
    public func name(of code: Int32) -> String? { state.withLock { $0.names[code] } }

    /// All names by code.
    public func all() -> [Int32: String] { state.withLock { $0.names } }

    /// The codes of these names, giving new ones inside the transaction; nil where the dictionary is full. After a roll-back call ``forgetStaged()``.
    public func codes(of names: [String], at now: Int64, in tx: any SQLTransaction) throws -> [Int32?] {
        var result = state.withLock { state in names.map { state.codes[$0] } }
        var fresh: [String: Int32] = [:]
        for (index, code) in result.enumerated() where code == nil {
            let name = names[index]
            if let known = fresh[name] {
                result[index] = known
                continue
            }
            guard state.withLock({ $0.codes.count }) < Self.limit else { continue }
            let number = Int32(try tx.take(from: "event_name"))
            try tx.execute(
                "INSERT INTO event_name(code, name, display, description, hidden, first_seen) VALUES ($1, $2, '{}', '', 0, $3)",
                [SQLValue(number), .text(name), .integer(now)])
            fresh[name] = number
            result[index] = number
            state.withLock { state in
                state.codes[name] = number
                state.names[number] = name
                state.staged.append(name)
            }
        }
        return result
    }

    /// Keeps what the last transaction staged.
    public func keepStaged() { state.withLock { $0.staged.removeAll() } }

    /// Forgets what a rolled-back transaction staged.
    public func forgetStaged() {
        state.withLock { state in
            for name in state.staged {
                if let code = state.codes.removeValue(forKey: name) { state.names.removeValue(forKey: code) }
            }
            state.staged.removeAll()
        }
    }
}
