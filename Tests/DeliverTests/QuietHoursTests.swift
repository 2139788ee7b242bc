import Testing
import Vocabulary

@testable import Deliver

@Suite struct QuietHoursTests {
    private func end(_ now: String, _ policy: DeliverPolicy = DeliverPolicy(), sms: Bool = false) throws -> Instant? {
        policy.quietEnd(at: ISO8601.parse(now)!, in: try TimeZoneRules.named("Asia/Shanghai"), legalSMS: sms)
    }

    /// The vector of facts/leads-loyalty.md F2.13: quiet 21:00–09:00 Shanghai, due 2026-11-22 13:30Z → 2026-11-23 01:00Z.
    @Test func overMidnight() throws {
        #expect(try end("2026-11-22T13:30:00Z") == ISO8601.parse("2026-11-23T01:00:00Z"))
        #expect(try end("2026-11-22T12:59:59Z") == nil)
        #expect(try end("2026-11-22T13:00:00Z") == ISO8601.parse("2026-11-23T01:00:00Z"))
        #expect(try end("2026-11-23T00:59:59Z") == ISO8601.parse("2026-11-23T01:00:00Z"))
        #expect(try end("2026-11-23T01:00:00Z") == nil)
    }

    /// Whatever is set, marketing SMS stay between 08:00 and 21:00.
    @Test func theLawForSMS() throws {
        var policy = DeliverPolicy()
        (policy.quietStart, policy.quietEnd) = (0, 0)
        #expect(try end("2026-11-22T14:00:00Z", policy) == nil)
        #expect(try end("2026-11-22T14:00:00Z", policy, sms: true) == ISO8601.parse("2026-11-23T00:00:00Z"))
        (policy.quietStart, policy.quietEnd) = (23 * 60, 6 * 60)
        #expect(try end("2026-11-22T21:00:00Z", policy, sms: true) == ISO8601.parse("2026-11-23T00:00:00Z"))
    }
}
