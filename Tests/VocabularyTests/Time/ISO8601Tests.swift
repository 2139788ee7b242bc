import Testing
import Vocabulary

@Suite struct ISO8601Tests {
    @Test(arguments: [
        ("2026-11-23T04:00:00.000Z", 1_795_406_400_000),
        ("2026-11-23T12:00:00+08:00", 1_795_406_400_000),
        ("2026-11-23 12:00:00 +0800", 1_795_406_400_000),
        ("2026-11-23t12:00+08", 1_795_406_400_000),
        ("2026-11-22T22:30:00-05:30", 1_795_406_400_000),
        ("2026-11-23T04:00:00.1z", 1_795_406_400_100),
        ("2026-11-23T04:00:00,12Z", 1_795_406_400_120),
        ("2026-11-23T04:00:00.123456789Z", 1_795_406_400_123),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("0000-03-01T00:00:00Z", -62_162_035_200_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ])
    func parse_readsInstants(text: String, milliseconds: Int64) {
        #expect(ISO8601.parse(text) == Instant(milliseconds: milliseconds))
        let bytes = Array("[\(text)]".utf8)
        #expect(ISO8601.parse(bytes[1..<bytes.count - 1]) == Instant(milliseconds: milliseconds))
        bytes.withUnsafeBufferPointer {
            #expect(ISO8601.parse(UnsafeBufferPointer(rebasing: $0[1..<bytes.count - 1])) == Instant(milliseconds: milliseconds))
        }
    }

    @Test func parse_takesMissingOffsetInTheZoneGiven() throws {
        let shanghai = try TimeZoneRules.named("Asia/Shanghai")
        #expect(ISO8601.parse("2026-11-23 12:00:00", zone: shanghai) == Instant(milliseconds: 1_795_406_400_000))
        #expect(ISO8601.parse("2026-11-23", zone: shanghai) == Instant(milliseconds: 1_795_363_200_000))
        #expect(ISO8601.parse("2026-11-23") == Instant(milliseconds: 1_795_392_000_000))
        #expect(ISO8601.read("2026-11-23") == .date(CivilDate(year: 2026, month: 11, day: 23)!))
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-11-2", "2026-13-01", "2026-02-29", "2026-11-23T", "2026-11-23T24:00:00Z", "2026-11-23T12",
        "2026-11-23T12:60",
        "2026-11-23T12:00:61Z", "2026-11-23T12:00:00.Z", "2026-11-23T12:00:00.1234567890Z", "2026-11-23T12:00:00+8",
        "2026-11-23T12:00:00+25:00",
        "2026-11-23T12:00:00Zx", "2026-11-23T12:00:00 ", "２026-11-23", "2026-11-23T12:00:00+08:", "-026-11-23",
    ])
    func parse_refusesOthers(text: String) { #expect(ISO8601.parse(text) == nil) }

    @Test func format_readsBackOnRandomInstants() {
        var random = SplitMix(seed: 1)
        for _ in 0..<20_000 {
            let instant = Instant(milliseconds: Int64(random.next() % 253_000_000_000_000) - 20_000_000_000_000)
            #expect(ISO8601.parse(ISO8601.format(instant)) == instant)
        }
        #expect(ISO8601.format(Instant(milliseconds: 1_795_406_400_000)) == "2026-11-23T04:00:00.000Z")
    }

    @Test func format_survivesAnyInstant() throws {
        for value in [Int64.min, .min + 1, -1, 0, .max] { #expect(ISO8601.format(Instant(milliseconds: value)).hasSuffix("Z")) }
        let shanghai = try TimeZoneRules.named("Asia/Shanghai")
        #expect(ISO8601.format(Instant(milliseconds: 1_795_406_400_000), in: shanghai) == "2026-11-23T12:00:00.000+08:00")
    }

    @Test func parse_neverTrapsOnRandomBytes() {
        var random = SplitMix(seed: 2)
        let alphabet = Array("0123456789-:T Z+.,zt\u{0}é".utf8)
        for _ in 0..<50_000 {
            var bytes = Array("2026-11-23T04:00:00.123+08:00".utf8)
            for _ in 0..<3 { bytes[Int(random.next() % UInt64(bytes.count))] = alphabet[Int(random.next() % UInt64(alphabet.count))] }
            let cut = Int(random.next() % UInt64(bytes.count + 1))
            _ = ISO8601.parse(bytes[..<cut])
        }
    }
}
