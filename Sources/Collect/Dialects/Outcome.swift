import Vocabulary

/// What became of a request's records, for the dialect to say in its own words.
struct Outcome: Sendable {
    var call: Call
    var batch: WireBatch
    /// One per record, in order.
    var results: [EventResult]

    var accepted: Int { results.reduce(0) { $0 + ($1.isAccepted ? 1 : 0) } }
    var rejected: Int { results.count - accepted }

    /// The first refused record's reason as text.
    var firstProblem: String? {
        for case .rejected(let reason, let detail) in results { return Refusal(reason, detail).message }
        return nil
    }
}
