import Vocabulary

/// When it happened: the sender's time, corrected by how far the sender's clock is off, and sane.
///
/// corrected = received − (sent − happened). A difference up to ``CollectLimits/skewToleranceMs`` is the way the request took, not the clock,
/// and is left alone, so that a server's exact times stay exact. More than a day in the future: the time of receipt. Long ago is allowed.
enum TimeStep {
    static let step = Step(name: "time") { wire, context in
        wire.event.receivedAt = context.now
        guard var time = wire.time else {
            let age = Swift.min(Swift.max(wire.ageMs ?? 0, 0), 3_650 * 86_400_000)
            wire.event.time = context.now.adding(milliseconds: -age)
            return
        }
        if wire.correctsSkew, let sent = wire.sentAt ?? context.sentAt {
            let skew = context.now.since(sent)
            if skew.magnitude > UInt64(context.limits.skewToleranceMs) { time = time.adding(milliseconds: skew) }
        }
        if time.since(context.now) > context.limits.futureMs || time.milliseconds < -62_135_596_800_000 { time = context.now }
        wire.event.time = time
    }
}
