import Testing
import Vocabulary

@testable import Collect

@Suite struct MixpanelTests {
    private func form(_ json: String) -> String { "data=\(formEncoded(json))&verbose=1&ip=0" }
    private let type = ["content-type": "application/x-www-form-urlencoded"]

    /// As mixpanel 5.4.1 sends it.
    @Test func track() async {
        let door = CollectFixture()
        let reply = await door.send(
            "POST", "/track",
            form(
                #"[{"event":"Order","properties":{"token":"server","distinct_id":"u1","time":1795406398.5,"$insert_id":"i1","mp_lib":"python","$lib_version":"5.4.1","amount":3}},{"event":"E","properties":{"token":"server","distinct_id":"$device:d1","$device_id":"d1","time":1795406398}},{"event":"E","properties":{"token":"server","$user_id":"u2","$device_id":"d2","distinct_id":"u2","time":1795406398123}}]"#
            ),
            headers: type)
        #expect(reply.status == 200)
        #expect(reply.json["status"]?.int == 1)
        let events = door.inbox.events
        #expect(events.map(\.who) == [["user_id:u1"], ["device_id:d1"], ["user_id:u2", "device_id:d2"]])
        #expect(events[0].time == Instant(milliseconds: 1_795_406_398_500))
        #expect(events[0].json == ["mp_lib": "python", "$lib_version": "5.4.1", "amount": 3])
        #expect(events[0].messageID == "i1")
        #expect(events[0].facts.amountFen == 300)
        #expect(events[2].time == Instant(milliseconds: 1_795_406_398_123))
    }

    @Test func engage_operations() async {
        let door = CollectFixture()
        for operation in [
            #""$set":{"$email":"a@b.cn","n":1}"#, #""$set_once":{"f":1}"#, #""$add":{"p":2}"#, #""$append":{"l":"x"}"#,
            #""$union":{"l":["x","y"]}"#,
            #""$remove":{"l":"x"}"#, #""$unset":["old"]"#, #""$delete":"""#,
        ] {
            let reply = await door.send(
                "POST", "/engage", form(#"{"$token":"server","$distinct_id":"u1","$time":1795406398,\#(operation)}"#), headers: type)
            #expect(reply.json["status"]?.int == 1)
        }
        #expect(
            door.inbox.events.map(\.summary) == [
                [#"set $email="a@b.cn""#, "set n=1"], ["setOnce f=1"], ["add p=2"], [#"append l="x""#], [#"union l=["x","y"]"#],
                [#"remove l="x""#],
                ["unset old=null"], ["clear"],
            ])
        #expect(door.inbox.events[0].who == ["user_id:u1", "email:a@b.cn"])
        #expect(door.inbox.events.allSatisfy { $0.name == "$identify" })
    }

    @Test func merges() async {
        let door = CollectFixture()
        _ = await door.send(
            "POST", "/import",
            form(
                #"[{"event":"$merge","properties":{"$distinct_ids":["u1","$device:d1"],"token":"server"}},{"event":"$create_alias","properties":{"distinct_id":"u1","alias":"u2","token":"server"}},{"event":"$identify","properties":{"$identified_id":"u3","$anon_id":"d3","distinct_id":"u3","token":"server"}}]"#
            ),
            headers: type)
        #expect(
            door.inbox.events.map(\.summary) == [
                ["alias device_id:d1 -> user_id:u1"], ["alias user_id:u1 -> user_id:u2"], ["alias device_id:d3 -> user_id:u3"],
            ])
    }

    @Test func import_isPartial() async {
        let door = CollectFixture()
        let lines = """
            {"event":"A","properties":{"time":1795406398,"distinct_id":"u","$insert_id":"1"}}
            {"event":"B","properties":{"time":"never","distinct_id":"u","$insert_id":"2"}}
            {"event":"C"
            {"event":"D","properties":{"time":1795406398,"distinct_id":"null","$insert_id":"4"}}
            """
        let reply = await door.send(
            "POST", "/import", lines, query: "strict=1&project_id=1",
            headers: CollectFixture.basic("server").merging(["content-type": "application/x-ndjson"]) { $1 })
        #expect(reply.status == 400)
        #expect(reply.json["num_records_imported"]?.int == 1)
        #expect(reply.json["failed_records"]?.array?.compactMap { $0["index"]?.int } == [1, 2, 3])
        #expect(reply.json["failed_records"]?[0]?["field"]?.string == "properties.time")
        #expect(reply.json["failed_records"]?[0]?["insert_id"]?.string == "2")
        #expect(door.inbox.events.map(\.name) == ["A"])
    }

    @Test func groups() async {
        let door = CollectFixture()
        _ = await door.send(
            "POST", "/groups", form(#"{"$token":"server","$group_key":"company","$group_id":"acme","$set":{"name":"Acme"}}"#), headers: type
        )
        #expect(door.inbox.events.first?.who == ["group(company):acme"])
        #expect(door.inbox.events.first?.name == "$group")
    }

    @Test func sharedPaths_areToldApart() async {
        let door = CollectFixture()
        let posthog = await door.send("POST", "/track", #"{"api_key":"server","event":"P","distinct_id":"u"}"#)
        #expect(posthog.json == ["status": 1])
        let mixpanel = await door.send("POST", "/track", #"{"event":"M","properties":{"token":"server","distinct_id":"u"}}"#)
        #expect(mixpanel.text == "1")
        _ = await door.send("POST", "/engage", #"{"$token":"server","$distinct_id":"u","$set":{"a":1}}"#)
        #expect(door.inbox.events.map(\.name) == ["P", "M", "$identify"])
        #expect(door.collector.metrics.requests == ["posthog": 1, "mixpanel": 2])
    }

    @Test func problems_areTold() async {
        let door = CollectFixture()
        let reply = await door.send(
            "POST", "/track", form(#"{"event":"","properties":{"token":"server","distinct_id":"u"}}"#), headers: type)
        #expect(reply.json["status"]?.int == 0)
        #expect(reply.json["error"]?.string?.contains("no name") == true)
        let mixed = await door.send(
            "POST", "/track",
            form(
                #"[{"event":"A","properties":{"token":"server","distinct_id":"u"}},{"event":"B","properties":{"token":"other","distinct_id":"u"}}]"#
            ), headers: type)
        #expect(mixed.json["status"]?.int == 1)
        #expect(door.inbox.rejected == ["missing_name": 1, "key_mismatch": 1])
    }
}
