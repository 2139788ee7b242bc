import Profile
import Storage
import Synchronization
import Vocabulary

/// Writes a row per event it wants; can be told to fail on one message id, or a number of times.
final class NotingReaction: Reaction {
    let name: String
    private let wanted: String
    private let indigestible: String?
    private let failures: Mutex<Int>

    init(_ name: String, wants wanted: String, indigestible: String? = nil, failures: Int = 0) {
        self.name = name
        self.wanted = wanted
        self.indigestible = indigestible
        self.failures = Mutex(failures)
    }

    func wants(_ event: IncomingEvent) -> Bool { event.name == wanted }

    func react(to events: [ResolvedEvent], in tx: any SQLTransaction) throws {
        for item in events {
            if item.event.messageID == indigestible { throw LianluError(.badRequest, "Cannot digest this.") }
            try tx.execute(
                "INSERT INTO inbox_total(source, reason, count) VALUES ($1, $2, $3)",
                [SQLValue(item.ordinal), .text("\(name)/\(item.event.messageID ?? "")"), SQLValue(item.leaf.rawValue)])
        }
        let fails = failures.withLock { count -> Bool in
            count -= 1
            return count >= 0
        }
        if fails { throw LianluError(.unavailable, "Not now.") }
    }

    /// What it wrote, in order.
    static func notes(_ name: String, in tx: any SQLTransaction) throws -> [String] {
        try tx.query("SELECT reason FROM inbox_total WHERE reason LIKE $1 ORDER BY source", [.text(name + "/%")]) {
            String($0.text(0).dropFirst(name.count + 1))
        }
    }
}
