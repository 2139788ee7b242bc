import Testing
import Vocabulary

@Suite struct JSONScannerTests {
    static func failure(_ bytes: [UInt8], maxDepth: Int = 32) -> JSONError.Reason? {
        do throws(JSONError) {
            _ = try JSONTape(bytes, maxDepth: maxDepth)
            return nil
        } catch { return error.reason }
    }

    @Test(arguments: [
        "null", "true", "false", "0", "-0", "1", "-1.5e+3", "1E9", "\"\"", "\"a\"", "[]", "{}", " [ 1 , 2 ] ", "{\"a\":1}",
        "{ \"a\" : [ { } ] , \"b\" : null }",
        "\"\\u00e9\\n\\\"\\\\\\/\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\ude00x\"", "\"链路\"", "\"😀\"",
        "123456789012345678901234567890",
        "{\"a\":1,\"a\":2}", "\"\u{7F}\"", "[[[[[[[[1]]]]]]]]",
    ])
    func accepts(_ text: String) { #expect(Self.failure(Array(text.utf8)) == nil) }

    @Test(arguments: [
        ("", JSONError.Reason.truncated), (" ", .truncated), ("{", .truncated), ("[1", .truncated), ("\"a", .truncated),
        ("tru", .truncated), ("-", .truncated),
        ("1.", .truncated), ("1e", .truncated), ("{\"a\"", .truncated), ("\"\\", .truncated), ("\"\\u12", .truncated), ("[,1]", .syntax),
        ("[1,]", .syntax),
        ("{,}", .syntax), ("{\"a\":1,}", .syntax), ("{\"a\" 1}", .syntax), ("{a:1}", .syntax), ("{1:1}", .syntax), ("[1 2]", .syntax),
        ("[1}", .syntax),
        ("{\"a\":1]", .syntax), ("'a'", .syntax), ("01", .trailing), ("-01", .trailing), ("+1", .syntax), (".5", .syntax),
        ("1.e3", .syntax), ("nul1", .syntax),
        ("NaN", .syntax), ("Infinity", .syntax), ("\"\t\"", .syntax), ("\"\\x41\"", .syntax), ("\"\\u00g0\"", .syntax), ("1 2", .trailing),
        ("{}x", .trailing),
        ("\"\\u0000\"", .nul), ("1e999", .number), ("[-1e400]", .number), ("]", .syntax), ("}", .syntax), ("[]]", .trailing),
        ("//", .syntax),
    ])
    func refuses(_ text: String, _ reason: JSONError.Reason) { #expect(Self.failure(Array(text.utf8)) == reason) }

    @Test(
        arguments: [
            [0xFF], [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xC3, 0x28], [0xE4, 0xB8, 0x28], [0xF0, 0x9F, 0x98, 0x28],
        ] as [[UInt8]])
    func refusesBrokenUTF8(_ middle: [UInt8]) {
        #expect(Self.failure([0x22] + middle + [0x22]) == .encoding)
        #expect(Self.failure(Array("\"12345678abc".utf8) + middle + [0x22]) == .encoding)
    }

    @Test func refusesRawNul() {
        #expect(Self.failure([0x22, 0x00, 0x22]) == .nul)
        #expect(Self.failure([0x00]) == .syntax)
    }

    @Test func depth_isLimited() {
        #expect(Self.failure(Array((String(repeating: "[", count: 32) + String(repeating: "]", count: 32)).utf8)) == nil)
        #expect(Self.failure(Array((String(repeating: "[", count: 33) + String(repeating: "]", count: 33)).utf8)) == .depth)
        #expect(Self.failure(Array(repeating: UInt8(ascii: "["), count: 1_000_000)) == .depth)
        #expect(Self.failure(Array(String(repeating: "{\"a\":", count: 100_000).utf8)) == .depth)
        #expect(Self.failure(Array((String(repeating: "[", count: 900) + String(repeating: "]", count: 900)).utf8), maxDepth: 1000) == nil)
    }

    @Test func loneSurrogates_becomeReplacementCharacters() throws {
        let tape = try JSONTape(Array(#"{"a":"x\ud83dy","b":"\ude00\ud83d\ude00","c":"\ud83d\ud83d\ude00"}"#.utf8))
        #expect(try #require(tape.value(of: "a", in: 0).flatMap(tape.string)) == "x\u{FFFD}y")
        #expect(try #require(tape.value(of: "b", in: 0).flatMap(tape.string)) == "\u{FFFD}😀")
        #expect(try #require(tape.value(of: "c", in: 0).flatMap(tape.string)) == "\u{FFFD}😀")
        #expect(String(decoding: tape.raw(0), as: UTF8.self) == #"{"a":"x\ufffdy","b":"\ufffd\ud83d\ude00","c":"\ufffd\ud83d\ude00"}"#)
    }

    @Test func scan_ofSeveralTexts_keepsTheGoodOnes() throws {
        let text = Array("{\"a\":1}\n{\"a\":\n[2]".utf8)
        var scanner = JSONScanner()
        let roots = text.withUnsafeBufferPointer { buffer in
            let first = try? scanner.scan(buffer, from: 0, to: 7)
            let second = try? scanner.scan(buffer, from: 8, to: 13)
            let third = try? scanner.scan(buffer, from: 14, to: 17)
            return [first, second, third]
        }
        let tape = JSONTape(text, scanner)
        #expect(roots[1] == nil)
        #expect(tape.value(try #require(roots[0])) == ["a": 1])
        #expect(tape.value(try #require(roots[2])) == [2])
    }
}
