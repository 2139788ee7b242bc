import Testing
import Vocabulary

@testable import Collect

/// Real bodies, mutated: nothing traps, everything gets a reply, what is taken is well formed.
@Suite struct DialectFuzzTests {
    struct Seed: Sendable {
        var method = "POST"
        var path: String
        var query = ""
        var headers: [String: String] = [:]
        var body: String
        /// How the JSON is wrapped after mutation.
        var wrap: @Sendable ([UInt8]) -> [UInt8] = { $0 }
    }

    private static let form: @Sendable ([UInt8]) -> [UInt8] = { Array("data=\(formEncoded(Base64.encode($0)))&crc=1".utf8) }
    private static let formType = ["content-type": "application/x-www-form-urlencoded"]

    private static let seeds: [Seed] = [
        Seed(path: "/v1/batch", body: SegmentTests.batch),
        Seed(
            path: "/v1/page", headers: CollectFixture.basic("server"),
            body:
                #"{"name":"H","userId":"u","properties":{"url":"https://a.cn/?utm_source=x&gclid=1"},"context":{"page":{"url":"u"},"campaign":{"source":"s"}}}"#
        ),
        Seed(path: "/batch", body: PostHogTests.v0),
        Seed(path: "/e", body: PostHogTests.v0, wrap: { Compress.deflate($0) }),
        Seed(
            path: "/i/v1/analytics/events", headers: ["authorization": "Bearer server"],
            body:
                #"{"batch":[{"event":"E","uuid":"0195f0a1-0000-7000-8000-000000000001","distinct_id":"u","timestamp":"2026-11-23T03:59:00Z","options":{"process_person_profile":true},"properties":{"a":1}}]}"#
        ),
        Seed(
            path: "/sa", query: "token=server", headers: formType,
            body:
                #"[{"type":"track","event":"E","time":1795406398123,"distinct_id":"u","identities":{"$identity_mobile":"1"},"properties":{"when":"2026-11-01 10:00:00.5","a":["x"]},"lib":{"$lib":"js"}},{"type":"item_set","item_type":"a","item_id":"b","properties":{"c":1}}]"#,
            wrap: { Array("data_list=\(formEncoded(Base64.encode(Compress.deflate($0))))&gzip=1".utf8) }),
        Seed(
            path: "/track", headers: formType,
            body: #"[{"event":"E","properties":{"token":"server","distinct_id":"$device:d","time":1795406398.5,"$insert_id":"i"}}]"#,
            wrap: form),
        Seed(path: "/engage", body: #"{"$token":"server","$distinct_id":"u","$set":{"email":"a@b.cn"},"$unset":["x"],"$time":1795406398}"#),
        Seed(
            path: "/import", headers: CollectFixture.basic("server"),
            body:
                "{\"event\":\"$merge\",\"properties\":{\"$distinct_ids\":[\"a\",\"b\"]}}\n{\"event\":\"E\",\"properties\":{\"distinct_id\":\"u\",\"time\":1}}"
        ),
        Seed(
            path: "/api/ingest/events", query: "key=server",
            body:
                #"{"events":[{"type":"identify","userId":"u","identifiers":[{"kind":"phone","value":"138","verified":true}],"traits":{"set":{"a":1},"unset":["b"]},"tags":{"add":["x"]},"consent":{"p":true}},{"type":"alias","previousId":"a","userId":"b"},{"type":"unbind","identifier":{"kind":"a","value":"b"}}]}"#
        ),
    ]

    private static func mutate(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        let spice = Array("{}[]\",:\\u0123456789abcdefEe+-.tn null$".utf8) + [0x80, 0xC3, 0xE4, 0xFF, 0x00, 0x0A]
        for _ in 0..<Int.random(in: 1...5, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[at] = spice.randomElement(using: &random)!
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(spice.randomElement(using: &random)!, at: at)
            case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...12, using: &random)))
            case 4: replaceValue(&bytes, from: at, &random)
            default:
                let length = min(bytes.count - at, Int.random(in: 1...16, using: &random))
                bytes.insert(contentsOf: bytes[at..<at + length], at: Int.random(in: 0...bytes.count, using: &random))
            }
        }
        return bytes
    }

    /// Puts a value of another type after the next colon: keeps the JSON valid, so that the dialect's own reading is reached.
    private static func replaceValue(_ bytes: inout [UInt8], from: Int, _ random: inout SeededRandom) {
        guard let colon = bytes[from...].firstIndex(of: UInt8(ascii: ":")) else { return }
        var end = colon + 1
        var depth = 0
        var quoted = false
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") { quoted.toggle() }
            if !quoted {
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
                if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
                if depth < 0 || (depth == 0 && byte == UInt8(ascii: ",")) { break }
            }
            end += 1
        }
        let values = [
            "null", "true", "[]", "{}", "\"\"", "7", "-1e300", "\"x\"", "[null]", "{\"a\":null}", "[[1]]", "9223372036854775807",
            "\"\\ud800\"", "1e18", "\"2026-11-23\"",
        ]
        bytes.replaceSubrange(colon + 1..<end, with: Array(values.randomElement(using: &random)!.utf8))
    }

    @Test(arguments: 0..<seeds.count)
    func mutatedBodies_alwaysGetAReply(_ index: Int) async {
        let seed = Self.seeds[index]
        let door = CollectFixture()
        var random = SeededRandom(state: UInt64(index) &* 7919 &+ 5)
        var statuses: [Int: Int] = [:]
        for round in 0..<700 {
            let json = round == 0 ? Array(seed.body.utf8) : Self.mutate(Array(seed.body.utf8), &random)
            var body = seed.wrap(json)
            if round % 11 == 3, !body.isEmpty {
                body[Int.random(in: 0..<body.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let reply = await door.send(seed.method, seed.path, bytes: body, query: seed.query, headers: seed.headers)
            statuses[reply.status, default: 0] += 1
            #expect([200, 400, 401, 403, 413, 415].contains(reply.status), "\(reply.status) for \(String(decoding: json, as: UTF8.self))")
        }
        #expect(statuses.count >= 2)
        let events = door.inbox.events
        #expect(events.count == door.inbox.accepted)
        for event in events {
            #expect(!event.name.isEmpty)
            #expect((try? JSONValue(parsing: event.properties))?.object != nil)
            #expect(!event.identifiers.isEmpty || event.name == "$item")
            for case .trait(let change) in event.commands { #expect((try? JSONValue(parsing: change.value)) != nil) }
        }
    }

    @Test func randomBytes_atEveryPath() async {
        let door = CollectFixture()
        var random = SeededRandom(state: 99)
        for path in Collector.paths {
            for _ in 0..<40 {
                let body = (0..<Int.random(in: 0...60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
                let query = String(
                    decoding: (0..<Int.random(in: 0...20, using: &random)).map { _ in UInt8.random(in: 32...126, using: &random) },
                    as: UTF8.self)
                let headers = [
                    "authorization": String(decoding: body.prefix(30), as: UTF8.self),
                    "content-encoding": ["", "gzip", "zstd", "deflate", "x"].randomElement(using: &random)!,
                    "content-type": ["", "application/json", "application/x-www-form-urlencoded", "application/x-ndjson"].randomElement(
                        using: &random)!,
                    "origin": "https://x.example", "posthog-request-timestamp": query,
                ]
                for method in ["POST", "GET"] {
                    let reply = await door.send(method, path, bytes: body, query: query, headers: headers)
                    #expect(reply.status >= 200 && reply.status < 500)
                }
            }
        }
    }
}
