import Vocabulary

/// Running figures of one leaf: a row of `leaf_state`, kept in a bounded cache by the projector. Times in ms since the epoch.
struct LeafState: Sendable, Equatable {
    /// A visit ends after this much silence.
    static let visitGap: Int64 = 30 * 60 * 1000
    /// Milliseconds of a ``quarter``.
    static let quarterLength: Int64 = 15 * 60 * 1000

    var firstSeen: Int64 = .max
    var lastSeen: Int64 = .min
    var events: Int64 = 0
    /// Start of the newest visit.
    var sessionStart: Int64 = 0
    /// Bit set of ``Channel`` raw values.
    var channels: Int64 = 0
    var firstTouch: Touch?
    var lastTouch: Touch?
    /// The quarter of an hour it was last seen in, by which customers are listed.
    var quarter: Int64 { lastSeen / Self.quarterLength }
    /// Start and end of the visit that late events belong to; not stored.
    private var lateStart: Int64 = 0
    private var lateEnd: Int64 = .min

    /// A leaf without events.
    init() {}

    /// A stored row.
    init(firstSeen: Int64, lastSeen: Int64, events: Int64, sessionStart: Int64, channels: Int64, firstTouch: Touch?, lastTouch: Touch?) {
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.events = events
        self.sessionStart = sessionStart
        self.channels = channels
        self.firstTouch = firstTouch
        self.lastTouch = lastTouch
    }

    /// Takes one event in and returns the start of the visit it belongs to.
    ///
    /// A new visit starts after 30 minutes of silence. Events that arrive late (older than the newest visit) form visits of their own among each other.
    mutating func see(at time: Int64, channel: Channel) -> Int64 {
        events += 1
        channels |= 1 << Int64(channel.rawValue)
        defer {
            firstSeen = min(firstSeen, time)
            lastSeen = max(lastSeen, time)
        }
        if events == 1 || time > lastSeen &+ Self.visitGap {
            sessionStart = time
            return time
        }
        if time >= sessionStart &- Self.visitGap { return sessionStart }
        if lateEnd != .min && time >= lateStart && time <= lateEnd &+ Self.visitGap {
            lateEnd = max(lateEnd, time)
            return lateStart
        }
        lateStart = time
        lateEnd = time
        return time
    }
}
