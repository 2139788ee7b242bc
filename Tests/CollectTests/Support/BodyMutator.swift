@testable import Collect

/// Spoils bodies in the ways the internet does; repeatable from its generator.
enum BodyMutator {
    /// One way to spoil; `name` is for the message of a failing test.
    struct Way: Sendable {
        var name: String
        var apply: @Sendable ([UInt8], inout SeededRandom) -> [UInt8]
    }

    /// What is done to the text, before it is wrapped and compressed.
    static let text: [Way] = [
        Way(name: "untouched") { body, _ in body },
        Way(name: "truncated") { body, random in Array(body.prefix(Int.random(in: 0...body.count, using: &random))) },
        Way(name: "flipped") { body, random in
            var body = body
            for _ in 0..<Int.random(in: 1...8, using: &random) where !body.isEmpty {
                body[Int.random(in: 0..<body.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            }
            return body
        },
        Way(name: "wrong types") { body, random in
            var body = body
            for _ in 0..<Int.random(in: 1...4, using: &random) { putValue(&body, values.randomElement(using: &random)!, &random) }
            return body
        },
        Way(name: "huge numbers") { body, random in
            var body = body
            let numbers = [
                "1e999", "-1e999", "9223372036854775808", "-9223372036854775809", "1" + String(repeating: "0", count: 4000),
                "0.\(String(repeating: "3", count: 4000))", "1e-999", "-0", "00", "1e+",
            ]
            for _ in 0..<Int.random(in: 1...3, using: &random) { putValue(&body, numbers.randomElement(using: &random)!, &random) }
            return body
        },
        Way(name: "deep nesting") { body, random in
            let depth = [5, 31, 32, 33, 200, 20_000].randomElement(using: &random)!
            let (open, close) = [("[", "]"), ("{\"a\":", "}"), ("[{\"batch\":", "}]")].randomElement(using: &random)!
            let tower =
                String(repeating: open, count: depth) + "1" + (Bool.random(using: &random) ? String(repeating: close, count: depth) : "")
            if Bool.random(using: &random) { return Array(tower.utf8) }
            var body = body
            putValue(&body, tower, &random)
            return body
        },
        Way(name: "not UTF-8") { body, random in
            var body = body
            let bad: [[UInt8]] = [
                [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE4, 0xB8], [0xFE, 0xFF], [0x00], [0x80],
            ]
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                body.insert(contentsOf: bad.randomElement(using: &random)!, at: Int.random(in: 0...body.count, using: &random))
            }
            return body
        },
        Way(name: "duplicate keys") { body, random in
            guard let open = body.indices.filter({ body[$0] == UInt8(ascii: "{") }).randomElement(using: &random) else { return body }
            var body = body
            let names = ["event", "batch", "properties", "userId", "distinct_id", "type", "token", "api_key", "$token", "time", "a"]
            let extra = names.shuffled(using: &random).prefix(4).map { "\"\($0)\":\(values.randomElement(using: &random)!)," }.joined()
            body.insert(contentsOf: Array((extra + extra).utf8), at: open + 1)
            return body
        },
        Way(name: "long texts") { body, random in
            var body = body
            let text = [
                "\"\(String(repeating: "长", count: 30_000))\"", "\"\(String(repeating: "\\u0000", count: 300))\"", "\"\\ud800\\u0041\"",
            ]
            putValue(&body, text.randomElement(using: &random)!, &random)
            return body
        },
        Way(name: "many") { body, random in
            let count = [2, 6_000].randomElement(using: &random)!
            return Array("[".utf8) + [[UInt8]](repeating: Array("{}".utf8), count: count).joined(separator: [UInt8(ascii: ",")])
                + Array("]".utf8)
        },
        Way(name: "repeated") { body, random in
            let separator = ["", "\n", "\r\n", ",", "\0"].randomElement(using: &random)!
            return body + Array(separator.utf8) + body
        },
        Way(name: "noise") { _, random in
            (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        },
    ]

    /// What is done to the bytes on the wire.
    static let wire: [Way] = [
        Way(name: "as it is") { body, _ in body },
        Way(name: "gzip") { body, _ in Compress.deflate(body) },
        Way(name: "zlib") { body, _ in Compress.deflate(body, windowBits: 15) },
        Way(name: "zstd") { body, _ in Compress.zstd(body) },
        Way(name: "gzip, cut") { body, random in
            let packed = Compress.deflate(body)
            return Array(packed.prefix(Int.random(in: 0...packed.count, using: &random)))
        },
        Way(name: "gzip, flipped") { body, random in
            var packed = Compress.deflate(body)
            for _ in 0..<3 { packed[Int.random(in: 0..<packed.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random) }
            return packed
        },
        Way(name: "gzip of garbage") { _, random in
            Compress.deflate((0..<500).map { _ in UInt8.random(in: 0...255, using: &random) })
        },
        Way(name: "garbage after a magic number") { body, random in
            let magic: [[UInt8]] = [[0x1F, 0x8B, 8], [0x28, 0xB5, 0x2F, 0xFD], [0x78, 0x9C], [0xEF, 0xBB, 0xBF]]
            return magic.randomElement(using: &random)! + body
        },
        Way(name: "bomb") { _, random in bombs.randomElement(using: &random)! },
        Way(name: "base64") { body, _ in Array(Base64.encode(body).utf8) },
        Way(name: "form") { body, _ in Array("data=\(formEncoded(Base64.encode(body)))".utf8) },
        Way(name: "form list") { body, _ in Array("data_list=\(formEncoded(Base64.encode(Compress.deflate(body))))&gzip=1".utf8) },
        Way(name: "form of JSON") { body, _ in Array("data=\(formEncoded(String(decoding: body, as: UTF8.self)))&verbose=1".utf8) },
        Way(name: "form, spoilt") { body, random in
            var form = Array("data=\(formEncoded(Base64.encode(body)))&crc=12&ext=crc%3D1".utf8)
            for _ in 0..<4 {
                form[Int.random(in: 0..<form.count, using: &random)] = Array("%=&+ \u{7F}".utf8).randomElement(using: &random)!
            }
            return form
        },
    ]

    /// 4 MB of nothing in a few KB, once and twice compressed, and many members.
    private static let bombs: [[UInt8]] = {
        let zeros = [UInt8](repeating: 0x20, count: 4 << 20)
        let once = Compress.deflate(zeros)
        return [once, Compress.deflate(once), Compress.zstd(zeros), once + once, Compress.deflate(zeros, windowBits: 15)]
    }()

    private static let values = [
        "null", "true", "[]", "{}", "\"\"", "7", "-1e300", "\"x\"", "[null]", "{\"a\":null}", "[[1]]", "9223372036854775807", "\"\\ud800\"",
        "1e18",
        "\"2026-11-23\"", "\"server\"", "[{}]", "{\"\":{\"\":[]}}",
    ]

    /// Puts a value after a random colon, in place of a plain one that stands there; most of the time the text stays JSON.
    private static func putValue(_ body: inout [UInt8], _ value: String, _ random: inout SeededRandom) {
        guard let colon = body.indices.filter({ body[$0] == UInt8(ascii: ":") }).randomElement(using: &random) else { return }
        var end = colon + 1
        var (depth, quoted) = (0, false)
        while end < body.count {
            let byte = body[end]
            if byte == UInt8(ascii: "\"") { quoted.toggle() }
            if !quoted {
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
                if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
                if depth < 0 || (depth == 0 && byte == UInt8(ascii: ",")) { break }
            }
            end += 1
        }
        body.replaceSubrange(colon + 1..<end, with: Array(value.utf8))
    }
}
