import Storage
import Vocabulary

/// A rule of assignment (分配规则): which leads, whom they may go to, how one is chosen, how soon an answer is due.
public struct AssignPolicy: Sendable, Equatable {
    /// How one is chosen.
    public enum Mode: String, Sendable, CaseIterable {
        /// A person decides.
        case manual
        /// Into the pool, for people to claim.
        case claim
        /// Smooth weighted round robin over those who are free.
        case roundRobin = "round_robin"
        /// Smallest load for its capacity, then longest idle.
        case balanced
    }

    /// Its number.
    public var id: Int64
    /// What people call it.
    public var name: String
    /// Smaller comes first.
    public var priority: Int64
    /// Values by field ("origin", "page", "product", "region", "source", "answers.<name>"); a lead fits when every field has one of its values.
    public var conditions: [String: [String]]
    /// How one is chosen.
    public var mode: Mode
    /// Stores or dealers it may go to, with those below; empty for all.
    public var nodes: [Int64]
    /// The pool for what nobody answers.
    public var pool: Int64?
    /// Working minutes within which an answer is due.
    public var slaMinutes: Int64
    /// The salesperson who is told when nobody answers.
    public var leader: Int64?
    /// Whether it is in force.
    public var isActive: Bool
    /// Rises with every change.
    public var version: Int64

    static let columns = "id, name, priority, conditions, mode, nodes, pool, sla_minutes, leader, active, version"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        name = row.text(1)
        priority = row.integer(2)
        conditions = [:]
        for member in (try? JSONValue(parsing: row.text(3)))?.object ?? JSONObject() {
            conditions[member.name] = (member.value.array ?? []).compactMap(\.plainText)
        }
        mode = Mode(rawValue: row.text(4)) ?? .roundRobin
        nodes = ((try? JSONValue(parsing: row.text(5)))?.array ?? []).compactMap(\.int)
        pool = row.optionalInteger(6)
        slaMinutes = row.integer(7)
        leader = row.optionalInteger(8)
        isActive = row.bool(9)
        version = row.integer(10)
    }

    /// Fields that may stand in conditions; `answers.` goes before a field of the form.
    public static let fields = ["origin", "page", "product", "region", "source"]

    /// Whether a lead is one of its.
    func fits(_ lead: Lead) -> Bool {
        conditions.allSatisfy { field, values in
            if values.isEmpty { return true }
            let value: String? =
                switch field {
                case "origin": lead.origin
                case "page": lead.page.map(String.init)
                case "product": lead.product
                case "region": lead.region
                case "source": lead.source
                default: field.hasPrefix("answers.") ? lead.answers[String(field.dropFirst(8))]?.plainText : nil
                }
            return value.map(values.contains) ?? false
        }
    }

    /// The policies in the order they are asked.
    static func all(in tx: any SQLTransaction) throws -> [AssignPolicy] {
        try tx.query("SELECT \(columns) FROM assign_policy ORDER BY priority, id", [], AssignPolicy.init)
    }
}
