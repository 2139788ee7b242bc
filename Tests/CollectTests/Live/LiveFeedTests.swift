import Testing
import Vocabulary

@testable import Collect

struct LiveFeedTests {
    private let start = Instant(milliseconds: 1_795_406_400_000)

    private func notices(_ range: Range<Int>, source: Int32 = 1) -> [LiveNotice] {
        range.map {
            LiveNotice(
                rejected: .missingName, detail: String($0), sample: "", at: start, source: source, sourceName: "s", dialect: "native")
        }
    }

    private func read(_ stream: AsyncStream<LiveSignal>, _ count: Int) async -> (seen: [String], missed: Int) {
        var seen: [String] = []
        var missed = 0
        for await signal in stream {
            switch signal {
            case .notice(let notice): seen.append(notice.detail)
            case .missed(let count): missed += count
            }
            if seen.count + missed >= count { break }
        }
        return (seen, missed)
    }

    @Test func newcomersSeeTheRingInOrder() async {
        let feed = LiveFeed()
        for begin in stride(from: 0, to: 450, by: 50) { feed.publish(notices(begin..<begin + 50), at: start) }
        let (seen, missed) = await read(feed.watch(), 200)
        #expect(seen == (250..<450).map(String.init))
        #expect(missed == 0)
    }

    @Test func onlyTheWantedSource() async {
        let feed = LiveFeed()
        let stream = feed.watch(source: 2)
        feed.publish(notices(0..<5, source: 1) + notices(5..<8, source: 2), at: start)
        let (seen, _) = await read(stream, 3)
        #expect(seen == ["5", "6", "7"])
    }

    @Test func moreThanOneCanReadIsSampledAndTold() async {
        let feed = LiveFeed()
        let stream = feed.watch()
        feed.publish(notices(0..<1_000), at: start)
        feed.publish(notices(1_000..<1_001), at: start.adding(milliseconds: 1_000))
        let (seen, missed) = await read(stream, 1_001)
        #expect(seen.count == 201)
        #expect(missed == 800)
        #expect(seen.last == "1000")
    }

    @Test func aSlowReaderLosesNoticesNotMemory() async {
        let feed = LiveFeed()
        let stream = feed.watch()
        for second in 0..<10 {
            feed.publish(notices(second * 200..<(second + 1) * 200), at: start.adding(milliseconds: Int64(second) * 1_000))
        }
        let (seen, missed) = await read(stream, LiveFeed.bufferSize)
        #expect(seen.count == LiveFeed.bufferSize)
        #expect(missed == 0)
        // What was lost is told with the next notice.
        let other = LiveFeed()
        let slow = other.watch()
        for second in 0..<10 { other.publish(notices(0..<200), at: start.adding(milliseconds: Int64(second) * 1_000)) }
        var iterator = slow.makeAsyncIterator()
        for _ in 0..<100 { _ = await iterator.next() }
        other.publish(notices(0..<1), at: start.adding(milliseconds: 20_000))
        for _ in 0..<LiveFeed.bufferSize - 100 { _ = await iterator.next() }
        guard case .missed(let count) = await iterator.next() else {
            Issue.record("expected the number of missed notices")
            return
        }
        #expect(count == 2_000 - LiveFeed.bufferSize)
    }

    @Test func watchersLeave() async {
        let feed = LiveFeed()
        #expect(feed.appetite(at: start) == LiveFeed.unwatchedPerSecond)
        do {
            let stream = feed.watch()
            #expect(feed.watchers == 1)
            #expect(feed.appetite(at: start) == LiveFeed.noticesPerSecond)
            feed.close()
            for await _ in stream {}
        }
        #expect(feed.watchers == 0)
    }

    @Test func ratesOfFullSeconds() {
        let feed = LiveFeed()
        for second in 0..<90 { feed.count(received: 10, rejected: 1, at: start.adding(milliseconds: Int64(second) * 1_000 + 5)) }
        let rates = feed.rates(at: start.adding(milliseconds: 90_000))
        #expect(rates.receivedPerSecond == 10)
        #expect(rates.receivedPerMinute == 600)
        #expect(rates.rejectedPerMinute == 60)
        #expect(feed.rates(at: start.adding(milliseconds: 200_000)) == LiveRates())
    }
}
