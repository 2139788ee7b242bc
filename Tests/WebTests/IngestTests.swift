import Collect
import HTTPTypes
import Organisation
import TestKit
import Testing
import Vocabulary

@testable import Web

@Suite struct IngestTests {
    @Test func native_toTheTimeline_andTheLedger() async throws {
        try await WebBench.with { bench in
            try await bench.deliver([
                WebBench.identify("u1", phone: "13800138000", traits: ["name": "王伟", "city": "上海"]),
                WebBench.track("Viewed", "u1", "m1", properties: ["path": "/p/1"]), WebBench.track("Viewed", "u1", "m2"),
                WebBench.track("Viewed", "u1", "m1"),
            ])
            let ledger = try await bench.admin(.get, "/api/ledger").json
            #expect(ledger["received"] == 4 && ledger["stored"] == 3 && ledger["duplicate"] == 1 && ledger["pending"] == 0)
            let customer = try await bench.admin(.get, "/api/customers/lookup?kind=phone&value=%2B86%20138-0013-8000").json
            #expect(customer["traits"]?["city"] == "上海")
            let id = try #require(customer["id"]?.string)
            let first = try await bench.admin(.get, "/api/customers/\(id)/timeline?limit=2").json
            #expect(first["events"]?.array?.count == 2)
            let next = try #require(first["next"]?.string)
            let second = try await bench.admin(.get, "/api/customers/\(id)/timeline?limit=2&before=\(next)").json
            #expect(second["next"]?.isNull == true)
            let ids = ((first["events"]?.array ?? []) + (second["events"]?.array ?? [])).compactMap { $0["id"]?.string }
            #expect(Set(ids).count == 3)
        }
    }

    @Test func dialects_answerAsTheirClientsExpect() async throws {
        try await WebBench.with { bench in
            let segment = try await bench.send(
                .post, "/v1/batch",
                ["writeKey": .string(WebBench.writeKey), "batch": [["type": "track", "event": "A", "userId": "s", "messageId": "1"]]])
            #expect(segment.status == 200)
            let posthog = try await bench.send(
                .post, "/batch/", ["api_key": .string(WebBench.writeKey), "batch": [["event": "A", "distinct_id": "p"]]])
            #expect(posthog.status == 200)
            let unknown = try await bench.send(.post, "/v1/track", ["writeKey": "wrong", "type": "track", "event": "A", "userId": "s"])
            #expect(unknown.status == 401)
            try await bench.settle()
            let ledger = try await bench.admin(.get, "/api/ledger").json
            #expect(ledger["stored"] == 2)
        }
    }

    @Test func preflight_mirrorsTheOrigin_andNoCookieIsTouched() async throws {
        try await WebBench.with { bench in
            let answer = try await bench.send(
                .options, "/api/ingest/events",
                headers: [
                    .origin: "https://shop.example", .accessControlRequestMethod: "POST", .accessControlRequestHeaders: "content-type",
                ])
            #expect(answer.status == 204)
            #expect(answer.headers[.accessControlAllowOrigin] == "https://shop.example")
            #expect(answer.headers[.accessControlAllowHeaders] == "content-type")
            // The product API has no such headers: no other site may read it.
            let api = try await bench.send(.options, "/api/customers", headers: [.origin: "https://shop.example"])
            #expect(api.status == 404 && api.headers[.accessControlAllowOrigin] == nil)
        }
    }

    @Test func bodies_overTheLimit_are413_beforeAnythingIsRead() async throws {
        try await WebBench.with({ $0.ingestBodyBytes = 2000 }) { bench in
            let big = Array(repeating: UInt8(ascii: "x"), count: 2001)
            let answer = try await bench.send(.post, "/v1/batch", key: WebBench.writeKey, raw: big)
            #expect(answer.status == 413)
            #expect(answer.errorCode == "too_large", "\(answer.text)")
        }
    }

    /// Refused events can be asked for by their request id, like every other error.
    @Test func refusals_carryTheRequestID() async throws {
        try await WebBench.with { bench in
            for answer in [
                try await bench.send(.post, "/api/ingest/events", WebBench.track("A", "u", "1"), key: "wrong"),
                try await bench.send(.post, "/api/ingest/events", key: WebBench.writeKey, raw: Array("{".utf8)),
            ] {
                let id = answer.json["requestId"]?.string
                #expect((400..<500).contains(answer.status) && id?.isEmpty == false, "\(answer.status) \(answer.text)")
                #expect(answer.errorCode != nil && answer.headers[HTTPField.Name("X-Request-Id")!] == id, "\(answer.text)")
            }
            // Dialects with words of their own have it in the header.
            for answer in [
                try await bench.send(.post, "/import", key: WebBench.writeKey, raw: Array("{".utf8)),
                try await bench.send(.post, "/v1/batch", ["batch": [["type": "track", "event": "A", "userId": "u"]]], key: "wrong"),
            ] {
                #expect(answer.status >= 400 && answer.headers[HTTPField.Name("X-Request-Id")!]?.isEmpty == false, "\(answer.text)")
                #expect(answer.json["requestId"] == nil, "\(answer.text)")
            }
            let taken = try await bench.send(.post, "/api/ingest/events", WebBench.track("A", "u", "1"), key: WebBench.writeKey)
            #expect(taken.status == 200 && taken.headers[HTTPField.Name("X-Request-Id")!] == nil)
        }
    }

    @Test func match_knowsEveryPath_withSlashAndQuery() {
        for path in Collector.paths {
            #expect(IngestPaths.match(path)?.path == path[...])
            #expect(IngestPaths.match(path + "/")?.path == path[...])
            #expect(IngestPaths.match(path + "?key=a&b=c")?.query == "key=a&b=c")
        }
        for other in ["/", "", "/v1", "/v1/batches", "/api/customers", "/batch/x", "//batch"] { #expect(IngestPaths.match(other) == nil) }
    }
}
