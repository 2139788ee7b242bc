import Testing
import Vocabulary

@testable import Collect

@Suite struct NativeTests {
    private let path = "/api/ingest/events"
    /// By Python: hmac.new(b"secret", b"u1", "sha256").hexdigest()
    private static let signature = "8a629605d37d74d6c872140bed892da5f3739914899fdd6171dfe43031786151"
    private let bearer = ["authorization": "Bearer server"]

    @Test func ndjson_answersPerLine() async {
        let door = CollectFixture()
        let body = """
            {"type":"track","event":"A","messageId":"1","userId":"u1","time":"2026-11-23T11:00:00+08:00","properties":{"a":1}}

            {"type":"track","event":"B","messageId":"2"}
            {"broken
            {"type":"track","event":"A","messageId":"1","userId":"u1","time":"2026-11-23T11:00:00+08:00","properties":{"a":1}}
            {"type":"track","event":"C","userId":"u1","time":"gestern"}
            """
        let reply = await door.send("POST", path, body, headers: bearer.merging(["content-type": "application/x-ndjson"]) { $1 })
        #expect(reply.status == 200)
        let results = reply.json["results"]?.array ?? []
        #expect(results.map { $0["result"]?.string } == ["ok", "rejected", "rejected", "duplicate", "rejected"])
        #expect(results.map { $0["reason"]?.string } == [nil, "no_identifier", "invalid_record", nil, "invalid_time"])
        #expect(results.map { $0["index"]?.int } == [0, 1, 2, 3, 4])
        #expect(results[1]["messageId"]?.string == "2")
        #expect(reply.json["accepted"]?.int == 2)
        #expect(reply.json["rejected"]?.int == 3)
        #expect(door.inbox.events[0].time == ISO8601.parse("2026-11-23T03:00:00Z"))
    }

    @Test func everyType() async throws {
        let door = CollectFixture()
        let body = #"""
            {"events":[
            {"type":"identify","userId":"u1","identifiers":[{"kind":"phone","value":"138 0013 8000","verified":true},{"kind":"openid","scope":"wx1","value":"o1"}],"traits":{"set":{"name":"x"},"setOnce":{"f":1},"add":{"p":2},"append":{"l":"y"},"unset":["old"]}},
            {"type":"identify","userId":"u1","traits":{"set":"plain"}},
            {"type":"alias","from":{"kind":"anonymous_id","value":"a1"},"into":{"kind":"user_id","value":"u1"}},
            {"type":"alias","previousId":"a2","userId":"u1"},
            {"type":"unbind","identifier":{"kind":"phone","value":"13800138000"}},
            {"type":"tag","userId":"u1","tags":{"add":["VIP",{"name":"gold","group":"level"}],"remove":["new"]}},
            {"type":"tag","userId":"u1","tag":"VIP","on":false},
            {"type":"consent","userId":"u1","consent":{"marketing_sms":true}},
            {"type":"consent","userId":"u1","purpose":"profiling","granted":false},
            {"type":"order","userId":"u1","properties":{"order_id":"o1","total":"1,299.90"}},
            {"type":"page","anonymousId":"a1","channel":"h5","context":{"page":{"url":"https://a.cn/x?utm_source=s","title":"T"},"click":{"gdt_vid":"w1"}}},
            {"type":"screen","event":"Mine","anonymousId":"a1"}
            ]}
            """#
        let reply = await door.send("POST", path, body, headers: bearer)
        #expect(reply.json["rejected"]?.int == 0, "\(reply.text)")
        let events = door.inbox.events
        #expect(
            events.map(\.name) == [
                "$identify", "$identify", "$alias", "$alias", "$unbind", "$tag", "$tag", "$consent", "$consent", "$order", "$page", "Mine",
            ])
        #expect(events[0].who == ["user_id:u1", "phone:13800138000", "openid(wx1):o1"])
        #expect(events[0].verified.map(\.line) == ["phone:13800138000"])
        #expect(events[0].summary == [#"set name="x""#, "setOnce f=1", "add p=2", #"append l="y""#, "unset old=null"])
        #expect(events[1].summary == [#"set set="plain""#])
        #expect(events[2].summary == ["alias anonymous_id:a1 -> user_id:u1"])
        #expect(events[3].summary == ["alias anonymous_id:a2 -> user_id:u1"])
        #expect(events[4].summary == ["unbind phone:13800138000"])
        #expect(events[5].summary == ["tag /VIP true", "tag level/gold true", "tag /new false"])
        #expect(events[6].summary == ["tag /VIP false"])
        #expect(events[7].summary == ["consent marketing_sms true"])
        #expect(events[8].summary == ["consent profiling false"])
        #expect(events[9].facts.amountFen == 129_990)
        #expect(events[10].channel == .h5)
        #expect(events[10].facts.path == "/x")
        #expect(events[10].facts.clickPlatform == "tencent_ads")
        #expect(events[10].facts.title == "T")
    }

    @Test(arguments: [
        #"{"type":"track","event":"E","userId":"u"}"#, #"[{"type":"track","event":"E","userId":"u"}]"#,
        #"{"key":"server","events":[{"event":"E","userId":"u"}]}"#,
    ])
    func shapes(_ body: String) async {
        let door = CollectFixture()
        #expect(await door.send("POST", path, body, headers: bearer).json["accepted"]?.int == 1)
    }

    @Test func beacon_ofTheBrowserSDK() async {
        let door = CollectFixture()
        let reply = await door.send(
            "POST", path,
            #"{"sentAt":"2026-11-23T04:00:00Z","events":[{"type":"page","messageId":"m","anonymousId":"a","context":{"url":"x"}}]}"#,
            query: "key=browser",
            headers: ["content-type": "text/plain;charset=UTF-8", "origin": "https://shop.example"])
        #expect(reply.status == 200)
        #expect(reply.header("access-control-allow-origin") == "https://shop.example")
        #expect(door.inbox.events.first?.trust == .claimed)
    }

    @Test func browserKeys_areHeldBack() async {
        let door = CollectFixture()
        let reply = await door.send(
            "POST", path,
            #"{"events":[{"type":"unbind","userId":"u","identifier":{"kind":"phone","value":"13800138000"}},{"type":"identify","userId":"u","identifiers":[{"kind":"phone","value":"13800138000","verified":true}]}]}"#,
            query: "key=browser")
        #expect(reply.json["results"]?.array?.map { $0["reason"]?.string } == ["not_allowed", nil])
        #expect(door.inbox.events.first?.verified == [])
        #expect(door.inbox.events.first?.trust == .claimed)
    }

    @Test func signedIdentify_isTrusted() async {
        let good = Self.signature
        let door = CollectFixture()
        for (user, signature) in [("u1", good), ("u2", good), ("u1", String(good.dropLast())), ("u1", "zz" + good.dropFirst(2))] {
            _ = await door.send(
                "POST", path,
                #"{"type":"identify","userId":"\#(user)","anonymousId":"a","userHash":"\#(signature)","identifiers":[{"kind":"phone","value":"13800138000"},{"kind":"user_id","value":"victim"}]}"#,
                query: "key=browser")
        }
        #expect(door.inbox.events.map(\.trust) == [.trusted, .claimed, .claimed, .claimed])
        #expect(door.inbox.events[0].who == ["user_id:u1", "anonymous_id:a"])
    }

    @Test func signature_doesNotCoverForeignAliases() async {
        let door = CollectFixture()
        _ = await door.send(
            "POST", path,
            #"{"type":"alias","userId":"u1","userHash":"\#(Self.signature)","from":{"kind":"user_id","value":"victim"},"into":{"kind":"user_id","value":"u1"}}"#,
            query: "key=browser")
        #expect(door.inbox.events.map(\.trust) == [.claimed])
    }

    @Test func ingest_insideTheProgram() async throws {
        let door = CollectFixture()
        let grant = SourceGrant(source: 9, name: "import", channel: .store, trust: .trusted)
        let results = try await door.collector.ingest(
            Array("{\"type\":\"track\",\"event\":\"E\",\"userId\":\"u\"}\n{\"event\":\"\"}".utf8), grant: grant)
        #expect(results == [.accepted, .rejected(.missingName, detail: "")])
        #expect(door.inbox.events.first?.channel == .store)
        door.inbox.fail(LianluError(.unavailable, "full", retryAfter: 3))
        await #expect(throws: LianluError.self) {
            try await door.collector.ingest(Array("{\"event\":\"E\",\"userId\":\"u\"}".utf8), grant: grant)
        }
    }
}
