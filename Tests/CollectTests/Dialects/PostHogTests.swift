import Testing
import Vocabulary

@testable import Collect

@Suite struct PostHogTests {
    /// As posthog 7.91.1 sends it in capture mode V0.
    static let v0 = #"""
        {"batch":[{"event":"Order","uuid":"0195f0a1-0000-7000-8000-000000000001","distinct_id":"u1","timestamp":"2026-11-23T03:59:00.5+00:00","properties":{"$set":{"email":"a@b.cn"},"$set_once":{"first":1},"$lib":"posthog-python","amount":"12.30","$os":"Linux","token":"x"}},{"event":"$set","uuid":"0195f0a1-0000-7000-8000-000000000002","distinct_id":"u1","$set":{"plan":"gold"},"properties":{}},{"event":"$create_alias","uuid":"0195f0a1-0000-7000-8000-000000000003","distinct_id":"anon1","properties":{"distinct_id":"anon1","alias":"u1"}},{"event":"$groupidentify","uuid":"0195f0a1-0000-7000-8000-000000000004","distinct_id":"$company_acme","properties":{"$group_type":"company","$group_key":"acme","$group_set":{"name":"Acme"}}}],"historical_migration":false,"sent_at":"2026-11-23T04:00:00Z","api_key":"server"}
        """#

    @Test(arguments: ["/batch/", "/batch", "/capture/", "/e/", "/i/v0/e"])
    func v0_batch(_ path: String) async throws {
        let door = CollectFixture()
        let reply = await door.send("POST", path, bytes: Compress.deflate(Array(Self.v0.utf8)))
        #expect(reply.status == 200)
        #expect(reply.json == ["status": 1])
        let events = door.inbox.events
        #expect(events.map(\.name) == ["Order", "$identify", "$alias", "$group"])
        #expect(events[0].who == ["user_id:u1", "email:a@b.cn"])
        #expect(events[0].summary == [#"set email="a@b.cn""#, "setOnce first=1"])
        #expect(events[0].facts.amountFen == 1230)
        #expect(events[0].facts.os == nil)
        #expect(events[0].json == ["$lib": "posthog-python", "amount": "12.30", "$os": "Linux"])
        #expect(events[0].time == ISO8601.parse("2026-11-23T03:59:00.500Z"))
        #expect(events[1].summary == [#"set plan="gold""#])
        #expect(events[2].summary == ["alias user_id:anon1 -> user_id:u1"])
        #expect(events[3].who == ["group(company):acme"])
        #expect(events[3].summary == [#"set name="Acme""#])
    }

    @Test func browser_anonymousThenIdentified() async {
        let door = CollectFixture()
        let body =
            #"[{"event":"$pageview","distinct_id":"dev1","properties":{"token":"browser","$device_id":"dev1","$current_url":"https://shop.example/p/1?gclid=g1","$referrer":"https://www.google.com/","$process_person_profile":false}},{"event":"$identify","distinct_id":"u1","properties":{"token":"browser","$device_id":"dev1","$anon_distinct_id":"dev1","$set":{"name":"x"}}}]"#
        let reply = await door.send(
            "POST", "/e/", "data=" + formEncoded(Base64.encode(Array(body.utf8))), query: "ip=1&_=1795406400000&ver=1.2",
            headers: [
                "content-type": "application/x-www-form-urlencoded", "origin": "https://shop.example",
                "user-agent": "Mozilla/5.0 (iPhone) Mobile MicroMessenger",
            ])
        #expect(reply.status == 200)
        let events = door.inbox.events
        #expect(events.map(\.who) == [["anonymous_id:dev1"], ["user_id:u1", "anonymous_id:dev1"]])
        #expect(events[0].facts.clickPlatform == "google")
        #expect(events[0].facts.referrerHost == "www.google.com")
        #expect(events[0].facts.browser == "WeChat")
        #expect(events[0].channel == .h5)
        #expect(events[0].trust == .claimed)
        #expect(events[1].summary == [#"set name="x""#, "alias anonymous_id:dev1 -> user_id:u1"])
    }

    @Test func distinctIds_areStringified_andCut() async {
        let door = CollectFixture()
        let long = String(repeating: "x", count: 300)
        _ = await door.send(
            "POST", "/capture",
            #"[{"api_key":"server","event":"E","distinct_id":7},{"api_key":"server","event":"E","distinct_id":["a"]},{"api_key":"server","event":"E","distinct_id":"\#(long)"},{"api_key":"server","event":"E","$distinct_id":"top"},{"api_key":"server","event":"E","properties":{"distinct_id":"inner"}},{"api_key":"server","event":"E","distinct_id":""}]"#
        )
        #expect(door.inbox.events.map { $0.identifiers[0].value } == ["7", #"["a"]"#, String(long.prefix(200)), "top", "inner"])
        #expect(door.inbox.rejected == ["no_identifier": 1])
    }

    @Test func keys_thatDisagree_areRefused() async {
        let door = CollectFixture()
        #expect(
            await door.send(
                "POST", "/e", #"[{"event":"E","distinct_id":"a","token":"server"},{"event":"E","distinct_id":"a","token":"other"}]"#
            ).status == 400)
        #expect(await door.send("POST", "/e", #"{"event":"E","distinct_id":"a","api_key":"phx_abc"}"#).status == 401)
        #expect(await door.send("POST", "/e", #"{"event":"E","distinct_id":"a"}"#).status == 401)
        #expect(await door.send("POST", "/e", #"{"event":"E","distinct_id":"a","api_key":"server","uuid":"nonsense"}"#).status == 400)
        #expect(await door.send("POST", "/e", #"{"event":"E","distinct_id":"a","api_key":"server","uuid":""}"#).status == 200)
    }

    @Test func groups_ofMadeUpIds_areNobody() async {
        let door = CollectFixture()
        for id in ["$company_acme", "9e7cc5b9-2eb0-4422-a94a-ca803a175d9b", "u1"] {
            _ = await door.send(
                "POST", "/e",
                #"{"event":"$groupidentify","distinct_id":"\#(id)","api_key":"server","properties":{"$group_type":"company","$group_key":"acme","$group_set":{"name":"\u94fe"}}}"#
            )
        }
        #expect(door.inbox.events.map(\.who) == [["group(company):acme"], ["group(company):acme"], ["user_id:u1"]])
        #expect(door.inbox.events[0].summary == [#"set name="链""#])
        #expect(door.inbox.events[2].summary == [#"set company={"id":"acme","name":"\u94fe"}"#])
    }

    @Test func offset_isAgeOfTheEvent() async {
        let door = CollectFixture()
        _ = await door.send("POST", "/e", #"{"event":"E","distinct_id":"a","api_key":"server","offset":1500}"#)
        #expect(door.inbox.events.first?.time == CollectFixture.now.adding(milliseconds: -1500))
    }

    @Test func v1_answersPerEvent() async {
        let door = CollectFixture()
        let headers = [
            "authorization": "Bearer server", "posthog-sdk-info": "posthog-python/7", "posthog-attempt": "1", "posthog-request-id": "r",
            "posthog-request-timestamp": "2026-11-23T04:00:00Z", "content-encoding": "zstd",
        ]
        let body =
            #"{"created_at":"2026-11-23T04:00:00Z","batch":[{"event":"E","uuid":"0195f0a1-0000-7000-8000-00000000000A","distinct_id":"u","timestamp":"2026-11-23T03:59:00+00:00","options":{"process_person_profile":false},"properties":{"a":1},"session_id":"s1"},{"event":"E","uuid":"0195f0a1-0000-7000-8000-000000000002","distinct_id":"u","timestamp":"2026-11-23T03:59:00","properties":{}}]}"#
        let reply = await door.send("POST", "/i/v1/analytics/events", bytes: Compress.zstd(Array(body.utf8)), headers: headers)
        #expect(reply.status == 200)
        let results = reply.json["results"]
        #expect(results?["0195f0a1-0000-7000-8000-00000000000a"]?["result"]?.string == "ok")
        #expect(results?["0195f0a1-0000-7000-8000-000000000002"]?["result"]?.string == "drop")
        #expect(door.inbox.events.first?.who == ["anonymous_id:u"])
        #expect(door.inbox.events.first?.json == ["a": 1, "$session_id": "s1"])
        #expect(await door.send("POST", "/i/v1/analytics/events", body).status == 401)
    }

    @Test func flags_areEmpty() async {
        let door = CollectFixture()
        for path in ["/decide/", "/flags/"] {
            let reply = await door.send("POST", path, #"{"token":"x"}"#, query: "v=2")
            #expect(reply.status == 200)
            #expect(reply.json["featureFlags"]?.object?.isEmpty == true)
        }
    }
}
