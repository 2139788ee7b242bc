import Storage
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Collect

/// Every path there is, also one that is added tomorrow, against every dialect's bodies spoilt in every way: nothing traps, everything is answered, the answer
/// is 2xx or 4xx (503 only while the inbox refuses), and the account adds up.
@Suite struct EveryPathFuzzTests {
    /// What a client of some dialect sends when all is well. A new path needs one here that it takes: ``everyPath_takesAValidBody(_:)`` says so.
    private static let valid: [String] = [
        SegmentTests.batch,
        #"{"writeKey":"server","type":"track","event":"E","userId":"u","messageId":"m","properties":{"a":1},"traits":{"email":"a@b.cn"},"previousId":"p","groupId":"g","name":"N","context":{"page":{"url":"https://a.cn/?utm_source=x&gclid=1"}}}"#,
        PostHogTests.v0,
        #"[{"event":"E","distinct_id":"u","api_key":"server","properties":{"$set":{"a":1},"a":[1,2]}}]"#,
        #"{"batch":[{"event":"E","uuid":"0195f0a1-0000-7000-8000-000000000001","distinct_id":"u","timestamp":"2026-11-23T03:59:00Z","options":{"process_person_profile":true},"properties":{"a":1}}]}"#,
        #"[{"type":"track","event":"E","time":1795406398123,"distinct_id":"u","identities":{"$identity_mobile":"1"},"properties":{"when":"2026-11-01 10:00:00.5","a":["x"]},"lib":{"$lib":"js"}},{"type":"item_set","item_type":"a","item_id":"b","properties":{"c":1}}]"#,
        #"[{"event":"E","properties":{"token":"server","distinct_id":"$device:d","time":1795406398.5,"$insert_id":"i"}}]"#,
        #"{"$token":"server","$distinct_id":"u","$set":{"email":"a@b.cn"},"$unset":["x"],"$time":1795406398}"#,
        #"{"$token":"server","$group_key":"company","$group_id":"acme","$set":{"name":"Acme"}}"#,
        "{\"event\":\"$merge\",\"properties\":{\"$distinct_ids\":[\"a\",\"b\"]}}\n{\"event\":\"E\",\"properties\":{\"distinct_id\":\"u\",\"time\":1}}",
        #"{"events":[{"type":"track","event":"E","userId":"u","identifiers":[{"kind":"phone","value":"13800138000","verified":true}],"traits":{"set":{"a":1},"unset":["b"]},"tags":{"add":["x"]},"consent":{"p":true}},{"type":"alias","previousId":"a","userId":"b"}]}"#,
    ]

    private static let rounds = 260
    private static let oneMegabyte: CollectLimits = {
        var limits = CollectLimits()
        limits.bodyBytes = 1 << 20
        return limits
    }()

    /// Refuses now and then, as a full one does.
    private final class MoodyInbox: Inbox {
        let inner: any Inbox
        let refuses = Atomic(false)
        init(_ inner: any Inbox) { self.inner = inner }

        func accept(_ entry: InboxEntry, done: @escaping @Sendable (Result<Void, any Error>) -> Void) {
            if refuses.load(ordering: .relaxed) { return done(.failure(LianluError(.unavailable, "The inbox is full.", retryAfter: 5))) }
            inner.accept(entry, done: done)
        }
        func batches(after sequence: Int64, limitBytes: Int) async throws -> [InboxBatch] {
            try await inner.batches(after: sequence, limitBytes: limitBytes)
        }
        func remove(through sequence: Int64) async throws { try await inner.remove(through: sequence) }
        func waitForBatch(after sequence: Int64) async throws { try await inner.waitForBatch(after: sequence) }
        func status() async -> InboxStatus { await inner.status() }
        func close() async { await inner.close() }
    }

    private static func door(_ inbox: any Inbox) -> Collector {
        let grants = [
            "server": SourceGrant(source: 1, name: "server", channel: .server, trust: .trusted),
            "browser": SourceGrant(source: 2, name: "browser", channel: .web, trust: .claimed, origins: ["https://shop.example"]),
            "paused": SourceGrant(source: 3, name: "paused", channel: .web, trust: .trusted, paused: true),
        ]
        return Collector(
            grants: { key, _ in grants[key] }, inbox: inbox, clock: WallClock { CollectFixture.now }, limits: oneMegabyte)
    }

    private static func header(_ random: inout SeededRandom) -> String {
        let pieces = [
            "gzip", "gzip, gzip", "gzip,gzip,gzip", "br", "deflate", "zstd", "identity", "", "application/json", "application/x-ndjson",
            "application/x-www-form-urlencoded; charset=gbk", "text/plain", "https://shop.example",
            "https://evil.example\r\nset-cookie: a=b", "null",
            "Basic c2VydmVyOg==", "Basic !!!", "Basic", "Bearer server", "Bearer ", "bearer  paused", "\u{0}\u{1}\u{7F}", "长\u{301}",
            "%00%ff%",
            "-1", "99999999999999999999", "2026-11-23T04:00:00Z", "NaN",
        ]
        return Int.random(in: 0..<9, using: &random) == 0
            ? String(repeating: pieces.randomElement(using: &random)! + ",", count: 3_000) : pieces.randomElement(using: &random)!
    }

    private static func headers(_ random: inout SeededRandom) -> [String: String] {
        var headers: [String: String] = [:]
        let who = ["Basic c2VydmVyOg==", "Bearer server", "Basic YnJvd3Nlcjo=", "Bearer paused", ""].randomElement(using: &random)!
        if !who.isEmpty { headers["authorization"] = who }
        guard Int.random(in: 0..<3, using: &random) == 0 else { return headers }
        let names = [
            "authorization", "content-encoding", "content-type", "origin", "referer", "user-agent", "posthog-request-timestamp", "dry-run",
            "sec-fetch-site", "access-control-request-headers", "x-forwarded-for", "content-length",
        ]
        for name in names.shuffled(using: &random).prefix(3) { headers[name] = header(&random) }
        return headers
    }

    private static func query(_ random: inout SeededRandom, data: [UInt8]) -> String {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: "token=server&key=server"
        case 1: "data=\(formEncoded(Base64.encode(data)))&token=server"
        case 2: "data=\(formEncoded(Base64.encode(Compress.deflate(data))))&gzip=1&key=browser&_=1e999"
        case 3: "data=%&token=%zz&key&&&=;strict=1&_=\(String(repeating: "9", count: 400))"
        case 4: String(decoding: (0..<40).map { _ in UInt8.random(in: 0x20...0x7E, using: &random) }, as: UTF8.self)
        default: ""
        }
    }

    private static func isCanned(_ path: String) -> Bool { Dialects.listeners(at: path).contains { $0.route.canned != nil } }

    @Test(arguments: Collector.paths)
    func everyPath_takesAValidBody(_ path: String) async {
        guard !Self.isCanned(path) else { return }
        let inbox = MemoryInbox()
        let door = Self.door(inbox)
        var taken = 0
        for body in Self.valid {
            for headers in [CollectFixture.basic("server"), ["authorization": "Bearer server"]] {
                let request = CollectRequest(method: "POST", path: path, query: "token=server", headers: headers, body: Array(body.utf8))
                if await door.accept(request).status < 300, inbox.accepted > taken { taken = inbox.accepted }
            }
        }
        #expect(taken > 0, "add a body to `valid` that \(path) takes, so that it is fuzzed from there")
    }

    @Test(arguments: Collector.paths)
    func spoiltBodies_areAnswered_andTheAccountAddsUp(_ path: String) async throws {
        let seed = path.utf8.reduce(UInt64(17)) { $0 &* 31 &+ UInt64($1) }
        var random = SeededRandom(state: seed)
        try await TestInboxes.with(.sqlite) { open in
            let inbox = MoodyInbox(try await open(256 << 20))
            let door = Self.door(inbox)
            var statuses: [Int: Int] = [:]
            for round in 0..<Self.rounds {
                let way = BodyMutator.text.randomElement(using: &random)!
                let wire = BodyMutator.wire.randomElement(using: &random)!
                let text = way.apply(Array(Self.valid.randomElement(using: &random)!.utf8), &random)
                let method = ["POST", "POST", "POST", "GET", "OPTIONS", "PUT"].randomElement(using: &random)!
                let request = CollectRequest(
                    method: method, path: Int.random(in: 0..<4, using: &random) == 0 ? path + "/" : path,
                    query: Self.query(&random, data: text), headers: Self.headers(&random),
                    body: method == "GET" && Bool.random(using: &random) ? [] : wire.apply(text, &random),
                    remote: "192.0.2.\(round % 7)")
                let refuses = round % 13 == 7
                inbox.refuses.store(refuses, ordering: .relaxed)
                let reply = await door.accept(request)
                statuses[reply.status, default: 0] += 1
                let what = "seed \(seed) round \(round): \(method) \(path), \(way.name), \(wire.name), \(request.headers) → \(reply.status)"
                #expect(
                    (200..<300).contains(reply.status) || (400..<500).contains(reply.status) || (refuses && reply.status == 503), "\(what)")
                if reply.status == 503 || reply.status == 429 {
                    #expect(reply.header("retry-after").flatMap { Int($0) } ?? 0 > 0, "\(what)")
                }
                for field in reply.headers {
                    #expect(field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "a header that a stranger wrote: \(what)")
                }
            }
            #expect(statuses.count >= (Self.isCanned(path) ? 2 : 3), "\(statuses)")
            try await Self.checkAccount(inbox)
            await inbox.close()
        }
    }

    /// received = accepted + rejected in the inbox's totals, and what was accepted is there, event for event, in a form the projector can read.
    private static func checkAccount(_ inbox: any Inbox) async throws {
        let status = await inbox.status()
        var events: [Int32: Int] = [:]
        var sequence: Int64 = 0
        while case let batches = try await inbox.batches(after: sequence, limitBytes: 4 << 20), let last = batches.last {
            for batch in batches {
                var reader = ByteReader(batch.payload)
                var count = 0
                while !reader.isAtEnd {
                    let event = try EventCodec.decode(&reader)
                    #expect(!event.name.isEmpty && (!event.identifiers.isEmpty || event.name == "$item"))
                    #expect((try? JSONValue(parsing: event.properties))?.object != nil)
                    events[event.source, default: 0] += 1
                    count += 1
                }
                #expect(count == batch.count)
            }
            sequence = last.sequence
        }
        for source in Set(status.received.keys).union(status.rejected.keys).union(events.keys) {
            let rejected = status.rejected[source]?.values.reduce(0, +) ?? 0
            #expect(status.received[source] ?? 0 == (events[source] ?? 0) + rejected, "source \(source): \(status)")
        }
        let known = Set(DropReason.allCases.map(\.name))
        #expect(status.rejected.values.allSatisfy { known.isSuperset(of: $0.keys) })
        let ledger = Ledger(inbox: status, stored: [:], duplicate: [:], rejected: [:], asOf: CollectFixture.now)
        #expect(ledger.total.received == status.received.values.reduce(0, +))
        #expect(ledger.total.pending == events.values.reduce(0, +))
    }
}
