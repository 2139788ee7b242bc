import Storage
import TestKit
import Testing
import Vocabulary

@testable import Collect

struct LedgerTests {
    private let now = Instant(milliseconds: 1_795_406_400_000)

    @Test func everyEventIsOnOneSide() {
        var inbox = InboxStatus(capBytes: 1)
        inbox.received = [1: 100, 2: 10]
        inbox.rejected = [1: ["missing_name": 5]]
        let ledger = Ledger(inbox: inbox, stored: [1: 70], duplicate: [1: 10], rejected: [1: ["missing_name": 1, "erased": 2]], asOf: now)
        #expect(ledger.sources[1]?.pending == 12)
        #expect(ledger.sources[2]?.pending == 10)
        #expect(ledger.total.received == 110)
        #expect(ledger.total.reasons == ["missing_name": 6, "erased": 2])
        let json = ledger.json(names: [1: "default", 3: "quiet"])
        #expect(json["received"] == 110)
        #expect(json["sources"]?[0]?["name"] == "default")
        #expect(json["sources"]?[0]?["rejected"] == 8)
        #expect(json["sources"]?[2]?["name"] == "quiet")
        #expect(json["sources"]?[2]?["received"] == 0)
        #expect(json["asOf"] == "2026-11-23T04:00:00.000Z")
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func theSumHolds(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        func counts() -> [Int32: Int] {
            var result: [Int32: Int] = [:]
            for _ in 0..<4 { result[Int32.random(in: 0...4, using: &generator)] = Int.random(in: 0...50, using: &generator) }
            return result
        }
        func reasons() -> [Int32: [String: Int]] { counts().mapValues { ["a": $0, "b": $0 / 3] } }
        var inbox = InboxStatus(capBytes: 1)
        inbox.received = counts()
        inbox.rejected = reasons()
        let ledger = Ledger(inbox: inbox, stored: counts(), duplicate: counts(), rejected: reasons(), asOf: now)
        for line in Array(ledger.sources.values) + [ledger.total] {
            #expect(line.received == line.stored + line.duplicate + line.rejected + line.pending)
            #expect(line.pending >= 0)
        }
        for (source, received) in inbox.received { #expect(ledger.sources[source]?.received ?? 0 >= received) }
        #expect(ledger.total.received == ledger.sources.values.reduce(0) { $0 + $1.received })
    }
}
