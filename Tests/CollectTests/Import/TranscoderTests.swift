import TestKit
import Testing
import Vocabulary

@testable import Collect

struct TranscoderTests {
    private static func text(_ bytes: [UInt8], chunk: Int) throws -> String {
        let found = TextEncoding.detect(bytes)
        let source = try Transcoder(MemoryChunks(bytes, size: chunk), from: found.encoding, mark: found.mark)
        var out: [UInt8] = []
        while true {
            let piece = try source.next()
            if piece.isEmpty { break }
            out += piece
        }
        return String(decoding: out, as: UTF8.self)
    }

    @Test(arguments: [1, 2, 3, 5, 64, 65_536])
    func gb18030_inPiecesOfAnySize(chunk: Int) throws {
        let bytes = try Fixture.bytes("customers-gb18030.csv")
        #expect(TextEncoding.detect(bytes).encoding == .gb18030)
        let text = try Self.text(bytes, chunk: chunk)
        #expect(text.hasPrefix("姓名,手机号,城市,标签,备注\r\n张三,"))
        #expect(text.contains("㐀𠮷"))
    }

    @Test func marksAreTakenOff() throws {
        #expect(try Self.text([0xEF, 0xBB, 0xBF] + Array("中a".utf8), chunk: 2) == "中a")
        #expect(try Self.text([0xFF, 0xFE, 0x2D, 0x4E, 0x61, 0x00], chunk: 3) == "中a")
        #expect(try Self.text([0xFE, 0xFF, 0x4E, 0x2D, 0x00, 0x61], chunk: 1) == "中a")
        #expect(try Self.text(Array("中a".utf8), chunk: 1) == "中a")
        #expect(try Self.text([], chunk: 1) == "")
    }

    @Test func aSampleMayEndInsideACharacter() {
        #expect(TextEncoding.detect(Array(Array("中".utf8).prefix(2))).encoding == .utf8)
        #expect(TextEncoding.detect([0xD6, 0xD0, 0xCE, 0xC4]).encoding == .gb18030)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func anyBytesBecomeText(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = (0..<Int.random(in: 0...300, using: &generator)).map { _ in UInt8.random(in: 0x20...255, using: &generator) }
        _ = try Self.text(bytes, chunk: Int.random(in: 1...9, using: &generator))
    }
}
