import Testing
import Vocabulary

@testable import Collect

struct ImportTimeTests {
    private static func read(_ value: JSONValue) throws -> String? {
        try ImportTime.instant(value, zone: .named("Asia/Shanghai")).map { ISO8601.format($0) }
    }

    @Test(arguments: [
        "2026/11/1 10:20", "2026-11-01 10:20:00", "2026-11-1 10:20", "2026.11.01 10:20", "2026年11月1日 10:20", "2026年11月01日10时20分",
        "20261101102000", "202611011020", "2026-11-01T10:20:00+08:00", "2026-11-01T02:20:00Z", "11/1/2026 10:20", "11/1/2026 10:20 AM",
        "2026/11/1 上午10:20", "2026/11/1 上午 10:20:00", "20261101 10:20", "1793499600", "1793499600000",
    ])
    func tenTwentyInShanghai(text: String) throws { #expect(try Self.read(.string(text)) == "2026-11-01T02:20:00.000Z") }

    @Test func other() throws {
        #expect(try Self.read("2026-11-01") == "2026-10-31T16:00:00.000Z")
        #expect(try Self.read("20261101") == "2026-10-31T16:00:00.000Z")
        #expect(try Self.read(20_261_101) == "2026-10-31T16:00:00.000Z")
        #expect(try Self.read("2026/11/1 下午3:05") == "2026-11-01T07:05:00.000Z")
        #expect(try Self.read("11/1/2026 12:05 AM") == "2026-10-31T16:05:00.000Z")
        #expect(try Self.read("2026/11/1 10:20:30.5") == "2026-11-01T02:20:30.500Z")
        #expect(try Self.read(46_327) == "2026-10-31T16:00:00.000Z")
        #expect(try Self.read(46_327.430555555555) == "2026-11-01T02:20:00.000Z")
        #expect(try Self.read(1_793_499_600_000) == "2026-11-01T02:20:00.000Z")
    }

    @Test(arguments: [
        "", "今天", "2026/13/1", "2026/2/30", "2026-11-01 25:00", "13800138000x", "1/2/3", "99999999", "2026/11/1 10:20 oclock", "D20261101",
    ])
    func refused(text: String) throws { #expect(try Self.read(.string(text)) == nil) }
}
