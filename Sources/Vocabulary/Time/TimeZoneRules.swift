import Synchronization

/// The offsets of one time zone from UTC, past and future, read from the system's time zone files.
///
/// Cheap to pass around; made once per name and kept. Wall times that never happen (clocks put forward) move forward by the gap;
/// wall times that happen twice (clocks put back) mean the first.
public final class TimeZoneRules: Sendable {
    /// The IANA name ("Asia/Shanghai").
    public let name: String
    // Moments (s since the epoch) from which `offsets[i + 1]` holds; `offsets[0]` holds before the first.
    private let transitions: [Int64]
    private let offsets: [Int32]
    // The rule that holds after the last transition.
    private let footer: PosixZone?

    init(name: String, file: TimeZoneFile) {
        self.name = name
        transitions = file.transitions
        offsets = file.offsets
        footer = file.footer
    }

    /// UTC, which needs no file.
    public static let utc = TimeZoneRules(name: "UTC", file: TimeZoneFile(transitions: [], offsets: [0], footer: nil))

    private static let known = Mutex<[String: TimeZoneRules]>(["UTC": utc])

    /// The zone of that IANA name.
    ///
    /// Throws `bad_request` when the name is not one, `unavailable` when the system's zone files are missing.
    public static func named(_ name: String) throws(LianluError) -> TimeZoneRules {
        if let zone = known.withLock({ $0[name] }) { return zone }
        let zone = TimeZoneRules(name: name, file: try TimeZoneFile.load(name))
        known.withLock { $0[name] = zone }
        return zone
    }

    /// Seconds east of UTC at that moment.
    public func offset(at instant: Instant) -> Int { offset(atSecond: instant.milliseconds.flooredQuotient(1000)) }

    private func offset(atSecond second: Int64) -> Int {
        guard let last = transitions.last else { return footer?.offset(at: second) ?? Int(offsets[0]) }
        if second >= last, let footer { return footer.offset(at: second) }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return Int(offsets[low])
    }

    /// What clocks show at that moment.
    public func wall(at instant: Instant) -> CivilTime {
        CivilTime(milliseconds: instant.milliseconds + Int64(offset(at: instant)) * 1000)
    }

    /// The calendar day at that moment.
    public func date(at instant: Instant) -> CivilDate { wall(at: instant).date }

    /// The moment at which clocks show that: the first when there are two; when there is none, moved forward by the length of the gap.
    public func instant(of wall: CivilTime) -> Instant {
        // A day before and after is past any change that could concern this wall time, and before any other.
        let before = offset(at: Instant(milliseconds: wall.milliseconds - 86_400_000))
        let after = offset(at: Instant(milliseconds: wall.milliseconds + 86_400_000))
        let early = Instant(milliseconds: wall.milliseconds - Int64(before) * 1000)
        guard before != after else { return early }
        let late = Instant(milliseconds: wall.milliseconds - Int64(after) * 1000)
        switch (offset(at: early) == before, offset(at: late) == after) {
        case (true, true): return min(early, late)
        case (false, true): return late
        default: return early
        }
    }

    /// The first moment of that day.
    public func startOfDay(_ date: CivilDate) -> Instant { instant(of: CivilTime(date)) }
}
