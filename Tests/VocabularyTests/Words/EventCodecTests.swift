import TestKit
import Testing
import Vocabulary

@Suite struct EventCodecTests {
    static func sample() -> IncomingEvent {
        var event = IncomingEvent(
            name: "加入购物车", dedupeKey: Hash128(of: [1, 2, 3]), source: 7, channel: .miniProgram, trust: .trusted,
            time: Instant(milliseconds: -5), receivedAt: Instant(milliseconds: 1_795_406_400_123))
        event.messageID = "m-1"
        event.identifiers = [Identifier(.userID, "u1"), Identifier(.openID, "o1", scope: "wx1")]
        event.verified = [Identifier(.phone, "13800138000")]
        event.commands = [
            .trait(TraitChange("city", .setOnce, Array("\"上海\"".utf8))), .tag(name: "高价值", group: "", on: true),
            .consent(purpose: "marketing_sms", granted: false),
            .alias(from: Identifier(.anonymousID, "a"), into: Identifier(.userID, "u1")), .unbind(Identifier(.phone, "13800138000")),
            .clearTraits,
            .product(scope: "s", id: "p", attributes: Array("{}".utf8)), .removeProduct(scope: "s", id: "p"),
        ]
        event.facts.path = "/p"
        event.facts.clickID = "gdt"
        event.facts.amountFen = -120
        event.properties = Array("{\"a\":1}".utf8)
        return event
    }

    /// Facts are kept in one box until they are changed; nobody must see another's change.
    @Test func facts_areValues() {
        var first = EventFacts()
        #expect(first == EventFacts() && first.path == nil && first.amountFen == nil)
        first.title = nil
        first.path = "/a"
        var second = first
        #expect(second == first)
        second.path = "/b"
        second.amountFen = 5
        #expect(first.path == "/a" && first.amountFen == nil && second.path == "/b" && second.amountFen == 5 && first != second)
        let third = second
        second.path = nil
        second.amountFen = nil
        #expect(second == EventFacts() && EventFacts() == second && third.path == "/b" && third != second)
        // One after another on one value, as the steps of Collect do.
        var many = EventFacts()
        for number in 0..<100 {
            let before = many
            many.clickID = "\(number)"
            many.os = "os\(number)"
            #expect(before.clickID == (number == 0 ? nil : "\(number - 1)") && many.clickID == "\(number)" && many.os == "os\(number)")
        }
    }

    @Test func readsBackWhatItWrote() throws {
        var out = ByteWriter()
        let plain = IncomingEvent(
            name: "", dedupeKey: Hash128(high: .max, low: 0), source: -1, channel: .other, trust: .claimed,
            time: Instant(milliseconds: .max),
            receivedAt: Instant(milliseconds: .min))
        EventCodec.encode(Self.sample(), into: &out)
        EventCodec.encode(plain, into: &out)
        var reader = ByteReader(out.bytes)
        #expect(try EventCodec.decode(&reader) == Self.sample())
        #expect(try EventCodec.decode(&reader) == plain)
        #expect(reader.isAtEnd)
    }

    @Test func damageThrowsAndNeverTraps() throws {
        var out = ByteWriter()
        EventCodec.encode(Self.sample(), into: &out)
        let whole = out.bytes
        for length in 0..<whole.count {
            var reader = ByteReader(Array(whole.prefix(length)))
            #expect(throws: LianluError.self) { try EventCodec.decode(&reader) }
        }
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<5_000 {
            var mutated = whole
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                mutated[Int.random(in: 0..<whole.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            var reader = ByteReader(mutated)
            _ = try? EventCodec.decode(&reader)
        }
    }

    @Test func unknownVersionIsRefused() {
        var reader = ByteReader([99])
        #expect(throws: LianluError.self) { try EventCodec.decode(&reader) }
    }
}
