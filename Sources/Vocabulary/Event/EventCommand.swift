/// A change to a customer that an event carries besides having happened.
public enum EventCommand: Sendable, Equatable {
    /// Change one trait.
    case trait(TraitChange)
    /// Put a tag on (true) or take it off (false).
    case tag(name: String, group: String, on: Bool)
    /// Record consent given (true) or withdrawn (false) for a purpose ("marketing_sms", "profiling", "ad_feedback" …).
    case consent(purpose: String, granted: Bool)
    /// Both identifiers are stated to be one person (Segment alias, PostHog $create_alias, Mixpanel $merge, 神策 $SignUp).
    case alias(from: Identifier, into: Identifier)
    /// This identifier no longer belongs to the event's customer (神策 $UnbindID).
    case unbind(Identifier)
    /// Remove every trait of the event's leaf (神策 profile_delete, Mixpanel $delete).
    case clearTraits
    /// Create or change a product (神策 item_set); attributes are a JSON object.
    case product(scope: String, id: String, attributes: [UInt8])
    /// Remove a product (神策 item_delete).
    case removeProduct(scope: String, id: String)
}
