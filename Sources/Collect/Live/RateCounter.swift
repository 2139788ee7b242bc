import Vocabulary

/// Counts per second over the last minute.
struct RateCounter: Sendable {
    private struct Second: Sendable {
        var number: Int64 = .min
        var received = 0
        var rejected = 0
    }

    private static let slots: Int64 = 64
    private var seconds = [Second](repeating: Second(), count: Int(slots))

    mutating func count(received: Int, rejected: Int, at now: Instant) {
        let number = now.milliseconds.flooredQuotient(1000)
        let slot = Int(number.flooredRemainder(Self.slots))
        if seconds[slot].number != number { seconds[slot] = Second(number: number) }
        seconds[slot].received += received
        seconds[slot].rejected += rejected
    }

    func rates(at now: Instant) -> LiveRates {
        let present = now.milliseconds.flooredQuotient(1000)
        var rates = LiveRates()
        for second in seconds where second.number < present && second.number >= present - 60 {
            rates.receivedPerMinute += second.received
            rates.rejectedPerMinute += second.rejected
            if second.number == present - 1 {
                rates.receivedPerSecond = second.received
                rates.rejectedPerSecond = second.rejected
            }
        }
        return rates
    }
}
