import Organisation
import TestKit
import Testing
import Vocabulary

@Suite struct FailureLimiterTests {
    @Test func check_afterTheLimit_tellsHowLongToWait() throws {
        let limiter = FailureLimiter(limit: 3, window: 60_000)
        let start = Instant(milliseconds: 1_000_000)
        for second in 0..<3 {
            try limiter.check("a", now: start)
            limiter.failed("a", now: start.adding(milliseconds: Int64(second) * 1000))
        }
        let error = #expect(throws: LianluError.self) { try limiter.check("a", now: start.adding(milliseconds: 10_000)) }
        #expect(error?.code == .rateLimited)
        #expect(error?.retryAfter == 50)
        try limiter.check("b", now: start)
        try limiter.check("a", now: start.adding(milliseconds: 60_001))
    }

    @Test func succeeded_forgives() throws {
        let limiter = FailureLimiter(limit: 1, window: 60_000)
        let now = Instant(milliseconds: 1_000_000)
        limiter.failed("a", now: now)
        #expect(throws: LianluError.self) { try limiter.check("a", now: now) }
        limiter.succeeded("a")
        try limiter.check("a", now: now)
    }
}
