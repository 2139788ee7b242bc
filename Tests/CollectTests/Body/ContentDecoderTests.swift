import Testing

@testable import Collect

@Suite struct ContentDecoderTests {
    static let text = Array(String(repeating: "{\"event\":\"页面\"} ", count: 500).utf8)

    private func failure(_ bytes: [UInt8], _ encoding: String?, limit: Int = 1 << 20) -> DropReason? {
        do throws(Refusal) {
            _ = try ContentDecoder.decode(bytes, encoding: encoding, limit: limit)
            return nil
        } catch { return error.reason }
    }

    @Test(arguments: [
        ("gzip", Compress.deflate(text)), ("", Compress.deflate(text)), ("deflate", Compress.deflate(text, windowBits: 15)),
        ("deflate", Compress.deflate(text, windowBits: -15)), ("zstd", Compress.zstd(text)), ("", Compress.zstd(text)), ("gzip", text),
        ("identity", text),
        ("deflate", text), ("X-GZIP, identity", Compress.deflate(text)),
        ("deflate, gzip", Compress.deflate(Compress.deflate(text, windowBits: 15))),
    ])
    func decodes(_ encoding: String, _ bytes: [UInt8]) throws {
        #expect(try ContentDecoder.decode(bytes, encoding: encoding, limit: 1 << 20) == Self.text)
    }

    @Test func joinsGzipMembers() throws {
        #expect(try ContentDecoder.decode(Compress.deflate([1, 2]) + Compress.deflate([3]), encoding: "gzip", limit: 100) == [1, 2, 3])
    }

    @Test func bombs_areRefused() {
        let bomb = [UInt8](repeating: 0x20, count: 4 << 20)
        #expect(failure(Compress.deflate(bomb), "gzip", limit: 1 << 20) == .bodyTooLarge)
        #expect(failure(Compress.zstd(bomb), "zstd", limit: 1 << 20) == .bodyTooLarge)
        #expect(failure(Compress.deflate(bomb, windowBits: 15), "deflate", limit: 1 << 20) == .bodyTooLarge)
        #expect(failure(bomb, nil, limit: 1 << 20) == .bodyTooLarge)
        #expect(failure(Compress.deflate(bomb), "gzip", limit: 4 << 20) == nil)
    }

    @Test func damage_isRefused() {
        var damaged = Compress.deflate(Self.text)
        damaged[20] ^= 0xFF
        #expect(failure(damaged, "gzip") == .invalidBody)
        #expect(failure(Array(Compress.deflate(Self.text).dropLast(9)), "gzip") == .invalidBody)
        #expect(failure(Array(Compress.zstd(Self.text).dropLast(5)), "zstd") == .invalidBody)
        #expect(failure(Self.text, "br") == .unsupportedEncoding)
        #expect(failure(Self.text, "gzip,gzip,gzip") == .unsupportedEncoding)
    }

    @Test func mutations_neverTrap() {
        var random = SeededRandom(state: 3)
        let originals = [Compress.deflate(Self.text), Compress.zstd(Self.text), Compress.deflate(Self.text, windowBits: 15)]
        for round in 0..<1500 {
            var bytes = originals[round % 3]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            for encoding in ["gzip", "deflate", "zstd"] { _ = try? ContentDecoder.decode(bytes, encoding: encoding, limit: 1 << 16) }
        }
    }
}
