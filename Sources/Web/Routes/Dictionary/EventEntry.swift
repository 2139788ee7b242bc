import Storage
import Vocabulary

/// One event name with what people call it.
struct EventEntry: Sendable {
    /// What to change; nil leaves as it is.
    struct Change: Sendable {
        var display: JSONObject?
        var description: String?
        var hidden: Bool?
    }

    var code: Int32
    var name: String
    /// By language.
    var display: JSONValue
    var description: String
    var hidden: Bool
    var firstSeen: Instant

    private static let columns = "code, name, display, description, hidden, first_seen"

    private init(_ row: any SQLRow) {
        code = Int32(truncatingIfNeeded: row.integer(0))
        name = row.text(1)
        display = (try? JSONValue(parsing: row.text(2))) ?? [:]
        description = row.text(3)
        hidden = row.bool(4)
        firstSeen = Instant(milliseconds: row.integer(5))
    }

    /// Every event name, in alphabetical order.
    static func all(_ store: any OperationalStore) async throws -> [EventEntry] {
        try await store.read { tx in try tx.query("SELECT \(columns) FROM event_name ORDER BY name", [], EventEntry.init) }
    }

    /// Changes an entry.
    /// - Throws: `not_found` when no such event was ever seen.
    static func change(_ name: String, _ change: Change, in tx: any SQLTransaction) throws -> EventEntry {
        guard var entry = try tx.first("SELECT \(columns) FROM event_name WHERE name = $1", [.text(name)], EventEntry.init) else {
            throw LianluError(
                .notFound, "There is no event named “\(name.prefix(100))”.",
                hint: "Names appear in the dictionary once an event has arrived.")
        }
        if let display = change.display {
            var object = entry.display.object ?? [:]
            for member in display { object[member.name] = member.value.isNull ? JSONValue?.none : member.value }
            entry.display = .object(object)
        }
        entry.description = change.description ?? entry.description
        entry.hidden = change.hidden ?? entry.hidden
        try tx.execute(
            "UPDATE event_name SET display = $1, description = $2, hidden = $3 WHERE code = $4",
            [.text(entry.display.text), .text(entry.description), SQLValue(entry.hidden), .integer(Int64(entry.code))])
        return entry
    }

    /// The entry with its counts; `starts` are the days' beginnings. Last seen is known to the day.
    func json(days: [Int]?, starts: [Instant]) -> JSONValue {
        let last = days?.lastIndex { $0 > 0 }.map { starts[$0] }
        return [
            "name": .string(name), "displayName": display, "description": .string(description),
            "events30d": .optional(days.map { Int64($0.reduce(0, +)) }),
            "firstSeen": .time(firstSeen), "lastSeen": .time(last), "hidden": .bool(hidden),
        ]
    }
}

extension EventEntry {
    /// Display names by code, those without any left out.
    static func displayNames(_ store: any OperationalStore) async throws -> [Int32: JSONValue] {
        try await store.read { tx in
            var names: [Int32: JSONValue] = [:]
            _ = try tx.query("SELECT code, display FROM event_name WHERE display <> '{}'", []) { row in
                names[Int32(truncatingIfNeeded: row.integer(0))] = (try? JSONValue(parsing: row.text(1))) ?? [:]
            }
            return names
        }
    }

    /// Codes of events that people hid.
    static func hiddenCodes(_ store: any OperationalStore) async throws -> Set<Int32> {
        try await store.read { tx in
            Set(try tx.query("SELECT code FROM event_name WHERE hidden <> 0", []) { Int32(truncatingIfNeeded: $0.integer(0)) })
        }
    }
}
