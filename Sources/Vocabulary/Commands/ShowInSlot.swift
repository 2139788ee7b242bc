/// Put one customer on the list of a slot (运营位), so that its content is shown at the next visit (executor: Touchpoint).
public struct ShowInSlot: OutboxCommand, Equatable {
    public static let kind = "slot.show"
    public static let queue = "slots"

    /// Idempotency key.
    public var key: String
    /// The customer: the leaf whose visit it was. Unverified visitors are answered from their own leaf alone.
    public var leaf: LeafNumber
    /// The slot's key ("home_popup").
    public var slot: String
    /// Number of the content; nil for whatever of the slot is only for people on its list.
    public var content: Int64?
    /// How long the person stays on the list, in hours, 1 to 8,760.
    public var hours: Int64
    /// What asked for it ("journey:12/run:345/node:show1").
    public var cause: String

    /// Makes the command.
    public init(key: String, leaf: LeafNumber, slot: String, content: Int64? = nil, hours: Int64 = 168, cause: String) {
        self.key = key
        self.leaf = leaf
        self.slot = slot
        self.content = content
        self.hours = hours
        self.cause = cause
    }

    public var json: JSONValue {
        [
            "key": .string(key), "leaf": .int(Int64(leaf.rawValue)), "slot": .string(slot), "content": .optional(content),
            "hours": .int(hours), "cause": .string(cause),
        ]
    }

    public init(json: JSONValue) throws(LianluError) {
        guard let key = json["key"]?.string, let leaf = json["leaf"]?.int, let slot = json["slot"]?.string else {
            throw LianluError(.internal, "A stored command slot.show cannot be read.")
        }
        self.init(
            key: key, leaf: LeafNumber(UInt32(truncatingIfNeeded: leaf)), slot: slot, content: json["content"]?.int,
            hours: json["hours"]?.int ?? 168, cause: json["cause"]?.string ?? "")
    }
}
