import Vocabulary

/// What a dialect read out of one request.
struct WireBatch: Sendable {
    /// The scanned text the events point into.
    var tape: JSONTape
    /// Keys found in headers, query and body, the most specific first.
    var keys: [String] = []
    /// The records in order; those that cannot be taken carry a fault.
    var events: [WireEvent] = []
    /// When the request was sent by the sender's clock.
    var sentAt: Instant?
    /// Check only, take nothing (神策's Dry-Run).
    var dryRun = false

    init(_ tape: JSONTape) { self.tape = tape }
}
