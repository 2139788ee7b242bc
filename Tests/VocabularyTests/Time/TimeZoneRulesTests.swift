import Testing
import Vocabulary

@Suite struct TimeZoneRulesTests {
    // Gap → forward by the gap; overlap → first (leads-loyalty F2.13).
    @Test(arguments: [
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30:00.000Z"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00.000Z"),
        ("America/New_York", "2026-03-07T09:00", "2026-03-07T14:00:00.000Z"),
        ("America/New_York", "2026-03-08T09:00", "2026-03-08T13:00:00.000Z"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45:00.000Z"),
        ("Asia/Shanghai", "2026-11-23T09:00", "2026-11-23T01:00:00.000Z"),
        ("Asia/Kathmandu", "2026-06-01T00:00", "2026-05-31T18:15:00.000Z"),
        ("Europe/Dublin", "2026-07-01T12:00", "2026-07-01T11:00:00.000Z"),
        ("Europe/Dublin", "2026-12-01T12:00", "2026-12-01T12:00:00.000Z"),
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00:00.000Z"),
        ("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00:00.000Z"),
        ("Asia/Shanghai", "1988-07-01T12:00", "1988-07-01T03:00:00.000Z"),
        ("America/New_York", "2180-07-01T12:00", "2180-07-01T16:00:00.000Z"),
    ])
    func instant_ofWallTimes(zone: String, wall: String, expected: String) throws {
        let rules = try TimeZoneRules.named(zone)
        let instant = try #require(ISO8601.parse(wall, zone: rules))
        #expect(ISO8601.format(instant) == expected)
    }

    @Test(arguments: [
        ("America/New_York", "2026-03-08T06:59:59Z", -18_000), ("America/New_York", "2026-03-08T07:00:00Z", -14_400),
        ("America/New_York", "2050-11-06T05:59:59Z", -14_400), ("America/New_York", "2050-11-06T06:00:00Z", -18_000),
        ("Australia/Sydney", "2060-01-01T00:00:00Z", 39_600), ("Australia/Sydney", "2060-07-01T00:00:00Z", 36_000),
        ("Asia/Shanghai", "2100-01-01T00:00:00Z", 28_800), ("Asia/Shanghai", "1900-01-01T00:00:00Z", 29_143),
        ("Asia/Tokyo", "2026-01-01T00:00:00Z", 32_400), ("UTC", "2026-01-01T00:00:00Z", 0), ("Etc/GMT+5", "2026-01-01T00:00:00Z", -18_000),
    ])
    func offset_atInstants(zone: String, instant: String, seconds: Int) throws {
        #expect(try TimeZoneRules.named(zone).offset(at: try #require(ISO8601.parse(instant))) == seconds)
    }

    @Test(arguments: ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Dublin", "Asia/Gaza"])
    func instant_isTheInverseOfWall_andTheFirstOfTwo(zone: String) throws {
        let rules = try TimeZoneRules.named(zone)
        var random = SplitMix(seed: 3)
        for _ in 0..<5_000 {
            let instant = Instant(milliseconds: Int64(random.next() % 4_000_000_000_000) - 500_000_000_000)
            let back = rules.instant(of: rules.wall(at: instant))
            #expect(back <= instant)
            #expect(rules.wall(at: back) == rules.wall(at: instant))
        }
    }

    @Test(arguments: [
        "", "Nowhere/Land", "../../etc/passwd", "Asia/../Asia/Shanghai", "/Asia/Shanghai", "Asia//Shanghai", "Asia/", "Asia", "zone.tab",
        "right/Asia/Shanghai",
        "Asia/Shanghai\u{0}", "tzdata.zi", "leapseconds",
    ])
    func named_refusesWhatIsNoZone(name: String) {
        #expect(throws: LianluError.self) { try TimeZoneRules.named(name) }
    }
}
