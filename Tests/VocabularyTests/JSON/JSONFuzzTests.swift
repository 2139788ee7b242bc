import Foundation
import Testing
import Vocabulary

/// Seeded mutations of JSON texts, judged against Foundation where the two mean the same.
@Suite struct JSONFuzzTests {
    /// SplitMix64.
    struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }
    }

    private static let seeds = [
        #"{"type":"track","event":"Order Completed","userId":"u1","properties":{"total":199.5,"ok":true,"list":[1,2,{"a":null}]},"n":-12e-3}"#,
        #"["\u4e2d\u6587\ud83d\ude00",  "链路", "\\\"\n\t", 0, -0, 1E+2, 123456789012345678]"#,
        #"{"a":{"b":{"c":{"d":[[],{},[[]]]}}},"":"","k":"😀é"}"#,
        "[true,false,null, 0.1 , 1e10, \"\\/\\b\\f\" ]",
    ]

    private static func mutate(_ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
        var bytes = bytes
        let spice = Array("{}[]\",:\\u0123456789abcdefEe+-.tn ntrue".utf8) + [0x80, 0xC3, 0xE4, 0xED, 0xF0, 0x1F, 0x7F, 0xFF]
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            guard !bytes.isEmpty else { break }
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[at] = spice.randomElement(using: &random)!
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(spice.randomElement(using: &random)!, at: at)
            case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...6, using: &random)))
            default:
                let length = min(bytes.count - at, Int.random(in: 1...8, using: &random))
                bytes.insert(contentsOf: bytes[at..<at + length], at: Int.random(in: 0...bytes.count, using: &random))
            }
        }
        return bytes
    }

    @Test func mutations_agreeWithFoundation() throws {
        var random = Random(state: 20_261_123)
        var accepted = 0
        var refused = 0
        for round in 0..<12_000 {
            let bytes = Self.mutate(Array(Self.seeds[round % Self.seeds.count].utf8), &random)
            // An independent reading of what is UTF-8; Foundation guesses other encodings when it is not.
            guard !bytes.contains(0), !bytes.isEmpty else { continue }
            let isText = String(validating: bytes, as: UTF8.self) != nil
            let ours = try? JSONTape(bytes, maxDepth: 100).value(0)
            if !isText {
                #expect(ours == nil)
                continue
            }
            let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
            // Points where the two differ on purpose: lone surrogates (we repair), U+0000 (we refuse), numbers out of range.
            let text = String(decoding: bytes, as: UTF8.self)
            if text.lowercased().contains("\\ud") || text.contains("\\u0000") { continue }
            if let ours {
                accepted += 1
                guard let theirs else {
                    Issue.record("accepted by us only: \(text)")
                    continue
                }
                #expect(Self.same(ours, theirs), "\(text)")
                #expect(try JSONValue(parsing: ours.bytes, maxDepth: 100) == ours)
            } else {
                refused += 1
                // Foundation lets a comma stand before a closing bracket; RFC 8259 does not.
                if text.contains(/,\s*[}\]]/) { continue }
                #expect(theirs == nil, "refused by us only: \(text)")
            }
        }
        #expect(accepted > 1000)
        #expect(refused > 3000)
    }

    private static func same(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch ours {
        case .null: return theirs is NSNull
        case .bool(let value): return (theirs as? Bool) == value
        case .int(let value):
            guard let number = theirs as? NSNumber else { return false }
            return number.int64Value == value
        case .double(let value):
            guard let number = theirs as? NSNumber else { return false }
            return number.doubleValue == value || abs(number.doubleValue - value) <= abs(value) * 1e-15
        case .string(let value): return (theirs as? String) == value
        case .array(let values):
            guard let list = theirs as? [Any], list.count == values.count else { return false }
            return zip(values, list).allSatisfy { same($0, $1) }
        case .object(let members):
            guard let object = theirs as? [String: Any], object.count == members.count else { return false }
            return members.allSatisfy { member in object[member.name].map { same(member.value, $0) } ?? false }
        }
    }

    @Test func randomBytes_neverTrap() {
        var random = Random(state: 7)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = try? JSONTape(bytes)
        }
    }

    @Test func everyPrefix_isRefused() throws {
        for seed in Self.seeds {
            let bytes = Array(seed.utf8)
            for length in 0..<bytes.count { #expect(throws: JSONError.self) { try JSONTape(Array(bytes[..<length])) } }
        }
    }
}
