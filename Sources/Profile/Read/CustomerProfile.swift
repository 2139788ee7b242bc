public import Identify
public import Vocabulary

/// Everything known about one customer but events and orders (单客画像), folded over its leaves.
public struct CustomerProfile: Sendable {
    /// A node of the organisation the customer belongs to.
    public struct Node: Sendable, Equatable {
        /// Its number.
        public var id: Int64
        /// Its name.
        public var name: String
    }

    /// The list's view of the customer; its identifiers are complete here.
    public var summary: CustomerSummary
    /// All leaves, ascending.
    public var leaves: [LeafNumber]
    /// Traits by name.
    public var traits: JSONObject
    /// The newest statement per purpose.
    public var consent: [CustomerConsent]
    /// What brought it first: `time` in ms, `event`, `source`, `channel`, and what is known of `origin`, `utmSource`, `utmMedium`, `utmCampaign`,
    /// `clickPlatform`, `clickID`, `referrer`, `path`.
    public var firstTouch: JSONValue?
    /// What brought it last.
    public var lastTouch: JSONValue?
    /// Parts merged by people and aliases.
    public var merged: [MergedPart]
    /// Where it belongs.
    public var organisation: [Node]
}
