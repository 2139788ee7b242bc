public import Vocabulary

/// What one visitor sees in one slot, and why.
public struct Decision: Sendable, Equatable {
    /// Why.
    public enum Reason: String, Sendable {
        /// A journey put the person on the slot's list.
        case target
        /// The content's rule matches.
        case rule
        /// The content is for everybody.
        case everyone
        /// Nothing else fitted, or it could not be decided in time.
        case `default`
        /// There is nothing to show.
        case none
        /// There is no slot of that key.
        case unknownSlot = "unknown_slot"
    }

    /// The slot's key as asked.
    public var slot: String
    /// How it is shown.
    public var kind: Slot.Kind
    /// Why.
    public var reason: Reason
    /// Number of the content; nil for the default or nothing.
    public var content: Int64?
    /// What is shown; nil for nothing.
    public var body: SlotBody?
    /// To be sent back with `$slot_shown` and `$slot_clicked`.
    public var token: String?

    init(slot: String, kind: Slot.Kind, reason: Reason) {
        self.slot = slot
        self.kind = kind
        self.reason = reason
    }

    /// As the API answers it.
    public var json: JSONValue {
        [
            "slot": .string(slot), "kind": .string(kind.rawValue), "reason": .string(reason.rawValue), "contentId": .optional(content),
            "content": body?.json ?? .null, "token": .optional(token),
        ]
    }
}
