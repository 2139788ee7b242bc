import Storage
import Testing
import Vocabulary

@testable import Collect

@Suite struct CollectorTests {
    private static let event = #"{"event":"E","userId":"u","writeKey":"server"}"#

    @Test func overload_is503WithRetryAfter_neverA400() async {
        let door = CollectFixture()
        door.inbox.fail(LianluError(.unavailable, "The inbox is full.", retryAfter: 7))
        for (path, body, query) in [
            ("/v1/track", Self.event, ""), ("/batch", #"{"api_key":"server","batch":[{"event":"E","distinct_id":"u"}]}"#, ""),
            ("/track", #"{"event":"E","properties":{"token":"server","distinct_id":"u"}}"#, "verbose=1"),
            (
                "/sa",
                "data=" + formEncoded(Base64.encode(Array(#"{"type":"track","event":"E","distinct_id":"u","time":1795406398123}"#.utf8))),
                "token=server"
            ),
            ("/api/ingest/events", Self.event, "key=server"),
        ] {
            let reply = await door.send("POST", path, body, query: query)
            #expect(reply.status == 503)
            #expect(reply.header("retry-after") == "7")
        }
        door.inbox.fail(nil)
        // What was not durable is not a duplicate when it comes again.
        let native = #"{"type":"track","event":"E","userId":"u","messageId":"again"}"#
        door.inbox.fail(LianluError(.unavailable, "full"))
        #expect(await door.send("POST", "/api/ingest/events", native, query: "key=server").status == 503)
        door.inbox.fail(nil)
        #expect(await door.send("POST", "/api/ingest/events", native, query: "key=server").json["results"]?[0]?["result"]?.string == "ok")
        #expect(
            await door.send("POST", "/api/ingest/events", native, query: "key=server").json["results"]?[0]?["result"]?.string == "duplicate"
        )
    }

    @Test func browserKeys_areRateLimitedPerAddress() async {
        var limits = CollectLimits()
        limits.browserBurst = 3
        limits.browserRequestsPerSecond = 0.5
        let door = CollectFixture(limits: limits)
        var statuses: [Int] = []
        for _ in 0..<5 {
            statuses.append(await door.send("POST", "/v1/track", Self.event, headers: CollectFixture.basic("browser")).status)
        }
        #expect(statuses == [200, 200, 200, 429, 429])
        let limited = await door.send("POST", "/v1/track", Self.event, headers: CollectFixture.basic("browser"))
        #expect(limited.header("retry-after") == "2")
        #expect(
            await door.send("POST", "/v1/track", Self.event, headers: CollectFixture.basic("browser"), remote: "198.51.100.7").status == 200
        )
        for _ in 0..<20 { #expect(await door.send("POST", "/v1/track", Self.event).status == 200) }
    }

    @Test func rateLimiter_refills() {
        let limiter = RateLimiter(perSecond: 2, burst: 2, most: 3)
        let start = CollectFixture.now
        #expect(limiter.take("a", at: start) == nil)
        #expect(limiter.take("a", at: start) == nil)
        #expect(limiter.take("a", at: start) == 1)
        #expect(limiter.take("a", at: start.adding(milliseconds: 500)) == nil)
        #expect(limiter.take("a", at: start.adding(milliseconds: 400)) == 1)
        for name in ["b", "c", "d", "e"] { #expect(limiter.take(name, at: start) == nil) }
    }

    @Test func preflight_andOrigins() async {
        let door = CollectFixture()
        let preflight = await door.send(
            "OPTIONS", "/v1/track", headers: ["origin": "https://shop.example", "access-control-request-headers": "content-type,x-a"])
        #expect(preflight.status == 204)
        #expect(preflight.header("access-control-allow-origin") == "https://shop.example")
        #expect(preflight.header("access-control-allow-headers") == "content-type,x-a")
        for (origin, status) in [
            ("https://shop.example", 200), ("https://a.brand.example", 200), ("https://evil.example", 403), ("null", 403),
        ] {
            let reply = await door.send(
                "POST", "/v1/track", Self.event, headers: CollectFixture.basic("browser").merging(["origin": origin]) { $1 })
            #expect(reply.status == status)
            #expect(reply.header("access-control-allow-origin") == origin)
        }
        #expect(door.inbox.rejected == ["origin_not_allowed": 2])
    }

    @Test(arguments: [
        ("https://shop.example", ["https://shop.example"], true), ("http://shop.example", ["https://shop.example"], false),
        ("https://shop.example", ["shop.example"], true), ("http://shop.example:8080", ["shop.example"], true),
        ("http://localhost:8080", ["http://localhost:8080"], true), ("http://localhost:8081", ["http://localhost:8080"], false),
        ("https://a.b.shop.example", ["https://*.shop.example"], true), ("https://evilshop.example", ["https://*.shop.example"], false),
        ("https://shop.example", ["*.shop.example"], true), ("https://shop.example.evil.com", ["shop.example"], false),
        ("null", ["shop.example"], false),
        ("HTTPS://Shop.Example", ["https://shop.example"], true),
    ])
    func origins(_ origin: String, _ rules: [String], _ allowed: Bool) { #expect(CrossOrigin.isAllowed(origin, by: rules) == allowed) }

    @Test func serverKey_inAPage_isOnlyAClaim() async {
        let door = CollectFixture()
        _ = await door.send("POST", "/v1/track", Self.event, headers: ["origin": "https://shop.example"])
        _ = await door.send("POST", "/v1/track", Self.event)
        #expect(door.inbox.events.map(\.trust) == [.claimed, .trusted])
    }

    @Test func unknownPathsAndMethods() async {
        let door = CollectFixture()
        #expect(await door.send("POST", "/nothing").status == 404)
        #expect(await door.send("DELETE", "/v1/track").status == 405)
        #expect(await door.send("GET", "/v1/batch").status == 405)
        #expect(await door.send("GET", "/v1/batch").header("allow") == "POST, OPTIONS")
    }

    @Test func limits_areEnforced() async {
        var limits = CollectLimits()
        limits.eventBytes = 400
        limits.events = 3
        limits.properties = 5
        limits.bodyBytes = 5000
        let door = CollectFixture(limits: limits)
        let send = { (event: String) in
            await door.send("POST", "/api/ingest/events", event, query: "key=server").json["results"]?[0]?["reason"]?.string
        }
        #expect(await send(#"{"event":"E","userId":"u","properties":{"a":"\#(String(repeating: "x", count: 400))"}}"#) == "event_too_large")
        #expect(await send(#"{"event":"E","userId":"u","properties":{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}}"#) == "too_many_properties")
        #expect(await send(#"{"event":"\#(String(repeating: "名", count: 256))","userId":"u"}"#) == "event_too_large")
        #expect(await send(#"{"event":"\#(String(repeating: "n", count: 256))","userId":"u"}"#) == "name_too_long")
        #expect(await send(#"{"event":"a\u0001b","userId":"u"}"#) == "invalid_name")
        #expect(await send(#"{"event":"E","userId":"\#(String(repeating: "n", count: 256))"}"#) == "identifier_too_long")
        #expect(await send(#"{"event":"  E  ","userId":" u "}"#) == nil)
        #expect(await door.send("POST", "/api/ingest/events", #"[{"event":"E"},{},{},{}]"#, query: "key=server").status == 413)
        #expect(await door.send("POST", "/api/ingest/events", String(repeating: " ", count: 6000), query: "key=server").status == 413)
        #expect(await door.send("POST", "/api/ingest/events", String(repeating: "[", count: 4000), query: "key=server").status == 400)
        #expect(door.inbox.events.map { $0.name + $0.who[0] } == ["Euser_id:u"])
        #expect(door.inbox.rejected["too_many_events"] == 1)
        #expect(door.inbox.rejected["body_too_large"] == 1)
        #expect(door.inbox.rejected["invalid_body"] == 1)
    }

    @Test func liveView_seesAcceptedAndRefused() async {
        let door = CollectFixture()
        _ = await door.send(
            "POST", "/v1/batch", #"{"writeKey":"server","batch":[{"type":"track","event":"E","userId":"u"},{"type":"odd"}]}"#)
        _ = await door.send("POST", "/v1/batch", #"{"writeKey":"wrong","batch":[{"type":"track","event":"E","userId":"u"}]}"#)
        var notices: [LiveNotice] = []
        for await signal in door.feed.watch() {
            if case .notice(let notice) = signal { notices.append(notice) }
            if notices.count == 3 { break }
        }
        #expect(notices.map(\.reason) == [.unknownType, nil, .unknownKey])
        #expect(notices[0].sample == #"{"type":"odd"}"#)
        #expect(notices[1].event?.name == "E")
        #expect(door.feed.rates(at: CollectFixture.now.adding(milliseconds: 1000)).receivedPerSecond == 2)
    }

    @Test func metrics_countStepsAndReasons() async {
        let door = CollectFixture()
        _ = await door.send("POST", "/v1/track", Self.event)
        let metrics = door.collector.metrics
        #expect(metrics.accepted == 1)
        #expect(metrics.steps.map(\.name) == Pipeline.standard.steps.map(\.name))
        #expect(metrics.steps.allSatisfy { $0.events == 1 })
    }

    @Test func channels_followSourceLibraryAndAgent() async {
        let wechat = "Mozilla/5.0 (iPhone) Mobile MicroMessenger/8 miniProgram/wx1"
        let other = CollectFixture(channel: .other)
        _ = await other.send(
            "POST", "/batch",
            #"{"api_key":"server","batch":[{"event":"E","distinct_id":"u","properties":{"$lib":"posthog-ios"}},{"event":"E","distinct_id":"u","properties":{"$lib":"posthog-python"}},{"event":"E","distinct_id":"u"}]}"#
        )
        #expect(other.inbox.events.map(\.channel) == [.app, .server, .other])
        let web = CollectFixture(channel: .web)
        _ = await web.send(
            "POST", "/v1/batch",
            #"{"writeKey":"server","batch":[{"type":"track","event":"E","userId":"u","context":{"userAgent":"\#(wechat)"}},{"type":"track","event":"E","userId":"u","context":{"userAgent":"iPhone Mobile Safari"}},{"type":"track","event":"E","userId":"u","context":{"channel":"store"}}]}"#
        )
        #expect(web.inbox.events.map(\.channel) == [.miniProgram, .h5, .store])
    }
}
