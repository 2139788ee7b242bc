import Audience
import Testing
import Vocabulary

@testable import Journey

/// The vectors of facts/leads-loyalty.md F2.13.
@Suite struct ZoneTests {
    private func until(_ now: String, days: Int, at minute: Int, zone: String) throws -> Instant? {
        let node = try JourneyNode(
            try JSONValue(
                parsing:
                    #"{"id":"w","type":"wait_until","days":\#(days),"at":"\#(minute / 60):\#(minute % 60)","zone":"\#(zone)","next":""}"#),
            at: "n")
        let moment = ISO8601.parse(now)!
        let run = JourneyRun.sample(at: moment)
        if case .stay(let until, _) = RunStep.enter(node, run, CustomerFacts(now: moment), at: moment, zone: .utc) { return until }
        return nil
    }

    @Test func aGapMovesForward_anOverlapHappensOnce() throws {
        // 02:30 on 2026-03-08 does not exist in New York: 03:30 EDT.
        #expect(try until("2026-03-07T12:00:00Z", days: 1, at: 150, zone: "America/New_York") == ISO8601.parse("2026-03-08T07:30:00Z"))
        // 01:30 on 2026-11-01 comes twice: the first.
        #expect(try until("2026-10-31T12:00:00Z", days: 1, at: 90, zone: "America/New_York") == ISO8601.parse("2026-11-01T05:30:00Z"))
        // Half an hour's gap on Lord Howe.
        #expect(try until("2026-10-02T20:00:00Z", days: 1, at: 135, zone: "Australia/Lord_Howe") == ISO8601.parse("2026-10-03T15:45:00Z"))
    }

    /// The customer's zone, under either name that is in use.
    @Test(arguments: ["timeZone", "timezone"])
    func theCustomersZoneCounts(trait: String) throws {
        let moment = ISO8601.parse("2026-06-01T00:00:00Z")!
        var facts = CustomerFacts(now: moment)
        facts.traits[trait] = "America/New_York"
        let node = try JourneyNode(
            try JSONValue(parsing: #"{"id":"w","type":"wait_until","days":1,"at":"09:00","next":""}"#), at: "n")
        let outcome = RunStep.enter(node, .sample(at: moment), facts, at: moment, zone: .utc)
        #expect(outcome == .stay(until: ISO8601.parse("2026-06-01T13:00:00Z")!, limit: nil))
    }

    @Test func aDayIs86400Seconds_aCalendarDayKeepsTheWall() throws {
        let nine = "2026-03-07T14:00:00Z"  // 09:00 in New York
        #expect(try until(nine, days: 1, at: 540, zone: "America/New_York") == ISO8601.parse("2026-03-08T13:00:00Z"))
        let node = try JourneyNode(try JSONValue(parsing: #"{"id":"w","type":"wait","minutes":1440,"next":""}"#), at: "n")
        let moment = ISO8601.parse(nine)!
        guard case .stay(let end, _) = RunStep.enter(node, .sample(at: moment), CustomerFacts(now: moment), at: moment, zone: .utc) else {
            Issue.record("did not wait")
            return
        }
        #expect(end == ISO8601.parse("2026-03-08T14:00:00Z"))
    }
}

extension JourneyRun {
    static func sample(at now: Instant) -> JourneyRun {
        JourneyRun(
            id: 1, journey: 1, version: 1, key: "k", leaf: LeafNumber(1), isDone: false, node: "w", nodeAt: now, dueAt: now, limitAt: nil,
            isMatched: false, steps: 0,
            isGhost: false, isTest: false, context: JSONObject(), enteredAt: now, goalAt: nil, endedAt: nil, reason: "")
    }
}
