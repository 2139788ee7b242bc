/// How long the projector gathers events for a small transaction: the more arrive, the longer, because a page of the store that many of them share is then
/// written once for all, and a moment's wait costs the few least.
struct CommitPace {
    /// At up to 1,500 events a second.
    static let shortest = Duration.milliseconds(30)
    /// From 10,000 events a second on: a fifth of the second within which events are to be visible.
    static let longest = Duration.milliseconds(200)
    /// One more millisecond for so many events a second.
    private static let eventsPerMillisecond = 50.0

    private var last: ContinuousClock.Instant?
    /// Events a second lately.
    private(set) var rate = 0.0

    /// The time from the beginning of one small transaction to the next.
    var between: Duration { min(max(.milliseconds(Int(rate / Self.eventsPerMillisecond)), Self.shortest), Self.longest) }

    /// A transaction with so many events began then.
    mutating func note(_ count: Int, at began: ContinuousClock.Instant) {
        defer { last = began }
        guard let last, began > last else { return }
        let now = Double(count) / ((began - last) / .seconds(1))
        // Slow to rise, so that one batch after a pause is no flood; quick to fall, so that a lone event does not wait.
        rate = now < rate ? now : rate + (now - rate) / 4
    }
}
