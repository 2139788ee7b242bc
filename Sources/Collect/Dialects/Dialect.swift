/// One wire protocol: where it listens, how it reads, how it answers. Each lives in a folder of its own with the files …Routes, …Parse and …Reply.
struct Dialect: Sendable {
    /// A path it serves.
    struct Route: Sendable {
        /// Path without trailing slash.
        var path: String
        /// Which of the dialect's endpoints this is; meaningful to the dialect only.
        var endpoint: String
        /// Methods besides OPTIONS.
        var methods: [String] = ["POST"]
        /// A fixed answer that takes no events (feature flags nobody has here).
        var canned: CollectReply?
    }

    /// "segment": for metrics and live views.
    var name: String
    /// Where it listens.
    var routes: [Route]
    /// Whether a body at a path shared with other dialects is meant for this one.
    var recognises: @Sendable (Call) -> Bool
    /// Reads a request. Throws when it is no request of this protocol at all; single bad records become faults.
    var parse: @Sendable (Call) throws(Refusal) -> WireBatch
    /// The answer after the events were made durable.
    var reply: @Sendable (Outcome) -> CollectReply
    /// The answer when the whole request was turned away.
    var refuse: @Sendable (Refusal, Call) -> CollectReply
}
