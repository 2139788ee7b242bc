import Testing
import Vocabulary

@testable import Collect

@Suite struct SensorsTests {
    private func form(_ json: String, gzip: Bool = true, list: Bool = false, more: String = "") -> String {
        let bytes = gzip ? Compress.deflate(Array(json.utf8)) : Array(json.utf8)
        return (list ? "data_list=" : "data=") + formEncoded(Base64.encode(bytes)) + (gzip ? "&gzip=1" : "") + more
    }

    private func send(_ door: CollectFixture, _ json: String, path: String = "/sa", list: Bool = false, headers: [String: String] = [:])
        async -> CollectReply
    {
        await door.send(
            "POST", path, form(json, list: list), query: "project=default&token=server",
            headers: ["content-type": "application/x-www-form-urlencoded"].merging(headers) { $1 })
    }

    /// As SensorsAnalyticsSDK 1.11.0 sends them.
    static let lib = #""lib":{"$lib":"python","$lib_version":"1.11.0","$lib_method":"code","$lib_detail":"x"},"project":"default""#

    @Test func records_ofThePythonSDK() async {
        let door = CollectFixture()
        let json = """
            [{"type":"track","event":"ViewProduct","time":1795406398123,"distinct_id":"a1","properties":{"$is_login_id":true,"price":9.5,"when":"2026-11-01 10:00:00.5","tags":["x"]},\(Self.lib)},
            {"type":"track_signup","event":"$SignUp","time":1795406398,"distinct_id":"u1","original_id":"a1","properties":{},\(Self.lib)},
            {"type":"track_id_bind","event":"$BindID","time":1795406398123,"distinct_id":"u1","identities":{"$identity_login_id":"u1","$identity_mobile":"13800138000"},"properties":{},\(Self.lib)},
            {"type":"track_id_unbind","event":"$UnbindID","time":1795406398123,"distinct_id":"$identity_mobile+13800138000","identities":{"$identity_mobile":"13800138000"},"properties":{},\(Self.lib)},
            {"type":"profile_set","time":1795406398123,"distinct_id":"u1","properties":{"$is_login_id":true,"email":"A@b.cn"},\(Self.lib)},
            {"type":"profile_set_once","time":1795406398123,"distinct_id":"u1","properties":{"first":"x"},\(Self.lib)},
            {"type":"profile_increment","time":1795406398123,"distinct_id":"u1","properties":{"points":5},\(Self.lib)},
            {"type":"profile_append","time":1795406398123,"distinct_id":"u1","properties":{"likes":["a","b"]},\(Self.lib)},
            {"type":"profile_unset","time":1795406398123,"distinct_id":"u1","properties":{"old":true},\(Self.lib)},
            {"type":"profile_delete","time":1795406398123,"distinct_id":"u1","properties":{},\(Self.lib)},
            {"type":"item_set","time":1795406398123,"item_type":"book","item_id":"b1","properties":{"name":"书","price":10},\(Self.lib)},
            {"type":"item_delete","time":1795406398123,"item_type":"book","item_id":"b1","properties":{},\(Self.lib)}]
            """
        let reply = await send(door, json, list: true)
        #expect(reply.status == 200)
        #expect(door.inbox.rejected.isEmpty)
        let events = door.inbox.events
        #expect(
            events.map(\.name) == [
                "ViewProduct", "$SignUp", "$BindID", "$UnbindID", "$identify", "$identify", "$identify", "$identify", "$identify",
                "$identify", "$item", "$item",
            ])
        #expect(events[0].who == ["user_id:a1"])
        #expect(events[0].json["when"]?.string == "2026-11-01 10:00:00.005")
        #expect(events[0].json["$lib"]?.string == "python")
        #expect(events[0].time == Instant(milliseconds: 1_795_406_398_123))
        #expect(events[1].who == ["user_id:u1", "anonymous_id:a1", "anonymous_id:u1"])
        #expect(events[1].summary == ["alias anonymous_id:a1 -> user_id:u1"])
        #expect(events[1].time == Instant(milliseconds: 1_795_406_398_000))
        #expect(events[2].who == ["user_id:u1", "phone:13800138000"])
        #expect(events[3].who == ["phone:13800138000"])
        #expect(events[3].summary == ["unbind phone:13800138000"])
        #expect(events[4].who == ["user_id:u1", "email:a@b.cn"])
        #expect(
            events[4...9].map(\.summary) == [
                [#"set email="A@b.cn""#], [#"setOnce first="x""#], ["add points=5"], [#"append likes=["a","b"]"#], ["unset old=null"],
                ["clear"],
            ])
        #expect(events[10].summary == [#"product book/b1 {"name":"书","price":10}"#])
        #expect(events[10].identifiers.isEmpty)
        #expect(events[11].summary == ["remove product book/b1"])
    }

    @Test func hashCode_isJavas() {
        #expect(Sensors.hashCode(Array("hello".utf8)) == 99_162_322)
        #expect(Sensors.hashCode([]) == 0)
        #expect(Sensors.hashCode(Array("The quick brown fox jumps over the lazy dog".utf8)) == -609_428_141)
    }

    @Test func javascript_withChecksum_answersAPixel() async {
        let door = CollectFixture(channel: .other)
        let json =
            #"{"type":"track","event":"$pageview","time":1795406398123,"_track_id":12345,"_flush_time":1795406400000,"distinct_id":"c1","identities":{"$identity_cookie_id":"c1"},"lib":{"$lib":"js"},"properties":{"$url":"https://shop.example/x","$lib":"js"}}"#
        let data = Base64.encode(Array(json.utf8))
        let crc = Sensors.hashCode(Array(data.utf8))
        let good = await door.send("GET", "/sa.gif", query: "project=default&token=browser&data=\(formEncoded(data))&ext=crc%3D\(crc)")
        #expect(good.status == 200)
        #expect(good.header("content-type") == "image/gif")
        #expect(good.body.starts(with: Array("GIF89a".utf8)))
        #expect(good.body.count == 43)
        let bad = await door.send("GET", "/sa.gif", query: "token=browser&data=\(formEncoded(data))&ext=crc%3D\(crc &+ 1)")
        #expect(bad.status == 400)
        #expect(door.inbox.events.map(\.who) == [["anonymous_id:c1"]])
        #expect(door.inbox.events.first?.facts.path == "/x")
        #expect(door.inbox.rejected == ["checksum_mismatch": 1])
        // The same record with another flush time is the same record.
        let again = Base64.encode(Array(json.replacing("1795406400000", with: "1795406400999").utf8))
        _ = await door.send("POST", "/sa", "data=\(formEncoded(again))", query: "token=browser")
        #expect(door.inbox.events.count == 2)
        #expect(door.inbox.events[0].dedupeKey == door.inbox.events[1].dedupeKey)
    }

    @Test func debug_tellsAndDryRunTakesNothing() async {
        let door = CollectFixture()
        let good = #"{"type":"track","event":"E","time":1795406398123,"distinct_id":"u","properties":{}}"#
        let bad = #"{"type":"track","event":"1E","time":1795406398123,"distinct_id":"u","properties":{}}"#
        #expect(await send(door, good, path: "/debug", headers: ["dry-run": "true"]).status == 200)
        #expect(door.inbox.events.isEmpty)
        let refused = await send(door, bad, path: "/debug", headers: ["dry-run": "true"])
        #expect(refused.status == 400)
        #expect(refused.text.contains("1E"))
        #expect(door.inbox.rejected.isEmpty)
        #expect(await send(door, good, path: "/debug").status == 200)
        #expect(door.inbox.events.count == 1)
        #expect(await send(door, bad).status == 200)
        #expect(door.inbox.rejected == ["invalid_name": 1])
    }

    @Test(arguments: [
        ("E", true), ("$AppStart", true), ("_a1", true), ("", false), ("1a", false), ("a b", false), ("中", false), ("Time", false),
        ("user_groupX", false),
        ("DISTINCT_ID", false), (String(repeating: "a", count: 100), true), (String(repeating: "a", count: 101), false),
    ])
    func names(_ name: String, _ ok: Bool) { #expect(SensorsRules.isName(name) == ok) }

    @Test(arguments: [
        (#"{"a-b":1}"#, "invalid_name"), (#"{"a":{"b":1}}"#, "invalid_property"), (#"{"a":[1]}"#, "invalid_property"),
        (#"{"time":1}"#, "invalid_name"),
        (#""x""#, "invalid_property"),
    ])
    func properties(_ json: String, _ reason: String) async {
        let door = CollectFixture()
        _ = await send(door, #"{"type":"track","event":"E","time":1795406398123,"distinct_id":"u","properties":\#(json)}"#)
        #expect(door.inbox.rejected == [reason: 1])
    }

    @Test(arguments: [
        ("$identity_login_id", "user_id:v"), ("$identity_mp_unionid", "unionid:v"), ("$identity_wx12_openid", "openid(wx12):v"),
        ("$identity_email", "email:v"),
        ("$identity_idfv", "device_id:v"), ("$identity_cookie_id", "anonymous_id:v"), ("Member-No", "member_no:v"), ("$identity_9x", "x:v"),
        ("会员", "custom:v"),
    ])
    func identities(_ key: String, _ line: String) { #expect(SensorsIdentity.identifier(key, "v").line == line) }

    @Test func project_servesAsKey() async {
        let door = CollectFixture()
        let reply = await door.send(
            "POST", "/sa", form(#"{"type":"track","event":"E","time":1795406398123,"distinct_id":"u","properties":{}}"#),
            query: "project=server")
        #expect(reply.status == 200)
        #expect(door.inbox.accepted == 1)
    }
}
