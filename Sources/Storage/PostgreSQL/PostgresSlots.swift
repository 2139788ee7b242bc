import Synchronization
import Vocabulary

/// One connection for each worker thread, opened when first needed and again after it was lost.
final class PostgresSlots: Sendable {
    private let url: String
    private let settings: [String]
    private let slots: Mutex<[PostgresConnection?]>

    init(url: String, count: Int, settings: [String]) {
        self.url = url
        self.settings = settings
        slots = Mutex(Array(repeating: nil, count: count))
    }

    /// The worker's connection.
    func connection(_ worker: Int) throws -> PostgresConnection {
        if let known = slots.withLock({ $0[worker] }), known.isAlive { return known }
        let fresh = try PostgresConnection(url: url, settings: settings)
        slots.withLock { $0[worker] = fresh }
        return fresh
    }

    /// The worker's connection, if it has one.
    func present(_ worker: Int) -> PostgresConnection? { slots.withLock { $0[worker] } }

    /// Begins a transaction on the worker's connection; on a new one when it idled while the server went away (nothing has run yet).
    func begin(_ worker: Int, _ statement: String) throws -> PostgresConnection {
        let connection = try connection(worker)
        do {
            try connection.simple(statement)
            return connection
        } catch let fault as PostgresFault where fault.connectionLost {
            drop(worker)
            let fresh = try self.connection(worker)
            try fresh.simple(statement)
            return fresh
        }
    }

    /// Lets the worker's connection go.
    func drop(_ worker: Int) { slots.withLock { $0[worker] = nil } }

    /// Disconnects all; after the workers have ended.
    func disconnect() {
        slots.withLock { slots in
            for index in slots.indices { slots[index] = nil }
        }
    }
}
