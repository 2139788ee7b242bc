import Testing
import Vocabulary

@testable import Web

/// The parts of the room that need no server.
@Suite struct PureTests {
    @Test(arguments: [
        ("电话13800138000。", "电话138****8000。"), ("+8613800138000", "+86138****8000"),
        ("订单 202611230400001380013800099", "订单 202611230400001380013800099"),
        ("1795406400000", "1795406400000"), ("zhang.san+x@mail.example.com,b@c.cn", "z***@mail.example.com,b***@c.cn"),
        ("@上海 a@b", "@上海 a@b"), ("无", "无"),
        ("12345678901", "12345678901"), ("13800138000 19912345678", "138****8000 199****5678"),
    ])
    func mask_hidesNumbersAndAddresses(text: String, expected: String) { #expect(Mask.on.text(text) == expected) }

    @Test func mask_goesIntoJSON() {
        let value: JSONValue = ["a": [13_800_138_000, "x"], "phone": "021-5555 1234", "n": 7, "nested": ["$email": "me@example.com"]]
        let masked = Mask.on.json(value)
        #expect(masked["a"] == ["138****8000", "x"])
        #expect(masked["n"] == 7)
        #expect(masked["nested"] == ["$email": "m***@example.com"])
        #expect(masked["phone"]?.string?.contains("****") == true)
        #expect(Mask.off.json(value) == value)
    }

    @Test func queryItems_decode() {
        let items = QueryItems(path: "/x?a=1&b=%E4%B8%8A+%E6%B5%B7&c&d=%zz&a=2&e=a=b")
        #expect(
            items["a"] == "1" && items["b"] == "上 海" && items["c"] == "" && items["d"] == "%zz" && items["e"] == "a=b" && items["f"] == nil)
    }

    @Test func cursor_readsBackWhatItMade() throws {
        #expect(try Cursor.read(Cursor.make(1_795_406_400_000, -7), count: 2) == [1_795_406_400_000, -7])
        for broken in ["", "abc", "!!", Cursor.make(1)] { #expect(throws: LianluError.self) { try Cursor.read(broken, count: 2) } }
    }

    @Test func csvLine_quotes_andDisarmsFormulas() {
        #expect(
            CSVLine.of(["a,b", "say \"hi\"", "x\ny", "=1+1", "-5", "@x", ""]) == "\"a,b\",\"say \"\"hi\"\"\",\"x\ny\",'=1+1,-5,'@x,\r\n")
    }

    @Test func cookie_isFoundAmongOthers() {
        #expect(Cookies.value(of: "lianlu_session", in: "a=1; lianlu_session=tok; b=2") == "tok")
        #expect(Cookies.value(of: "lianlu_session", in: "xlianlu_session=tok") == nil)
        #expect(Cookies.value(of: "lianlu_session", in: nil) == nil)
    }

    @Test func rateLimiter_refills() throws {
        let limiter = RateLimiter(perSecond: 2, burst: 2)
        let now = Instant(milliseconds: 1_000_000)
        try limiter.take("a", now: now)
        try limiter.take("a", now: now)
        let error = #expect(throws: LianluError.self) { try limiter.take("a", now: now) }
        #expect(error?.retryAfter == 1)
        try limiter.take("b", now: now)
        try limiter.take("a", now: now.adding(milliseconds: 500))
        #expect(throws: LianluError.self) { try limiter.take("a", now: now.adding(milliseconds: 500)) }
    }

    @Test func histogram_isCumulative() {
        let histogram = Histogram()
        for seconds in [0.0001, 0.003, 0.003, 40] { histogram.record(seconds: seconds) }
        var out = ""
        histogram.write("x", labels: "", into: &out)
        #expect(
            out.contains("x_bucket{le=\"0.0005\"} 1\n") && out.contains("x_bucket{le=\"0.005\"} 3\n")
                && out.contains("x_bucket{le=\"+Inf\"} 4\n"))
        #expect(out.contains("x_count 4\n"))
    }

    @Test func deadline_answersInTime_thoughTheWorkGoesOn() async throws {
        #expect(try await Deadline.run(.seconds(30)) { 7 } == 7)
        await #expect(throws: LianluError.self) {
            try await Deadline.run(.milliseconds(5)) {
                // Work that does not notice its cancellation: the answer must not wait for it.
                await withCheckedContinuation { continuation in
                    Task.detached {
                        try? await Task.sleep(for: .milliseconds(200)); continuation.resume()
                    }
                }
                return 1
            }
        }
    }

    @Test func periods_bareDatesAreWholeDays() throws {
        let zone = try TimeZoneRules.named("Asia/Shanghai")
        #expect(ISO8601.format(try Periods.start("2026-11-23", zone)) == "2026-11-22T16:00:00.000Z")
        #expect(ISO8601.format(try Periods.end("2026-11-23", zone)) == "2026-11-23T16:00:00.000Z")
        #expect(ISO8601.format(try Periods.end("2026-11-23T10:00:00+08:00", zone)) == "2026-11-23T02:00:00.000Z")
        #expect(throws: LianluError.self) { try Periods.start("soon", zone) }
    }

    @Test(arguments: [
        ("assets/main-ABCD1234.js", true), ("assets/logo.svg", false), ("index.html", false), ("assets/x-abcd1234.js", false),
    ])
    func hashedNames_areImmutable(path: String, expected: Bool) { #expect(ConsoleFiles.isHashed(path) == expected) }
}
