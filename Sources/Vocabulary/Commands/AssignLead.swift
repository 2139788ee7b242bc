/// Make the customer a lead, unless one is open, and assign it (executor: Lead).
public struct AssignLead: OutboxCommand, Equatable {
    public static let kind = "lead.assign"
    public static let queue = "leads"

    /// Idempotency key.
    public var key: String
    /// The customer (any of its leaves).
    public var leaf: LeafNumber
    /// What asked for it ("journey:12/run:345/node:assign1").
    public var cause: String
    /// A person to give it to; nil lets the assignment policy choose.
    public var salesperson: Int64?
    /// What the salesperson should know.
    public var note: String

    /// Makes the command.
    public init(key: String, leaf: LeafNumber, cause: String, salesperson: Int64? = nil, note: String = "") {
        self.key = key
        self.leaf = leaf
        self.cause = cause
        self.salesperson = salesperson
        self.note = note
    }

    public var json: JSONValue {
        [
            "key": .string(key), "leaf": .int(Int64(leaf.rawValue)), "cause": .string(cause),
            "salesperson": salesperson.map { .int($0) } ?? .null, "note": .string(note),
        ]
    }

    public init(json: JSONValue) throws(LianluError) {
        guard let key = json["key"]?.string, let leaf = json["leaf"]?.int else {
            throw LianluError(.internal, "A stored command lead.assign cannot be read.")
        }
        self.init(
            key: key, leaf: LeafNumber(UInt32(truncatingIfNeeded: leaf)), cause: json["cause"]?.string ?? "",
            salesperson: json["salesperson"]?.int, note: json["note"]?.string ?? "")
    }
}
