public import Vocabulary

/// The identifiers of one customer, what links them, and how that came about.
public struct CustomerGraph: Sendable {
    /// A link that holds.
    public struct Edge: Sendable, Equatable {
        /// Its number.
        public var id: Int64
        /// The smaller leaf.
        public var a: LeafNumber
        /// The larger leaf.
        public var b: LeafNumber
        /// How much it says.
        public var strength: Strength
        /// Why it exists.
        public var reason: LinkReason
        /// The source that said so; 0 for a person.
        public var source: Int32
        /// The person, "" for a source.
        public var actor: String
        /// The person's words.
        public var note: String
        /// Since when.
        public var since: Instant
    }

    /// Something that happened to the customer's links.
    public struct Change: Sendable, Equatable {
        /// What happened.
        public enum Action: String, Sendable { case linked, merged, unbound }
        /// When.
        public var at: Instant
        /// What.
        public var action: Action
        /// The smaller leaf.
        public var a: LeafNumber
        /// The larger leaf.
        public var b: LeafNumber
        /// Who: a person, or "source:<number>".
        public var actor: String
        /// Why.
        public var reason: String
    }

    /// The customer's identifiers.
    public var nodes: [KnownIdentifier]
    /// Identifiers of other customers that ``history`` mentions.
    public var former: [KnownIdentifier]
    /// The links that hold.
    public var edges: [Edge]
    /// Newest first.
    public var history: [Change]
}
