import Testing
import Vocabulary

@testable import Collect

@Suite struct SegmentTests {
    /// As segment-analytics-python 2.4.0 sends it.
    static let batch = #"""
        {"batch":[{"integrations":{},"anonymousId":null,"properties":{"total":199.5,"currency":"CNY"},"timestamp":"2026-11-23T03:59:58.123+00:00","context":{"library":{"name":"analytics-python","version":"2.4.0"}},"userId":"u1","type":"track","event":"Order Completed","messageId":"m-1"},{"integrations":{},"anonymousId":"a1","traits":{"email":"Li@Example.com","phone":"+86 138-0013-8000","plan":"gold"},"timestamp":"2026-11-23T03:59:58.123+00:00","context":{},"userId":"u1","type":"identify","messageId":"m-2"}],"sentAt":"2026-11-23T03:59:59Z","writeKey":"server"}
        """#

    @Test func batch_ofThePythonSDK() async throws {
        let door = CollectFixture()
        let reply = await door.send("POST", "/v1/batch", Self.batch, headers: CollectFixture.basic("server"))
        #expect(reply.status == 200)
        #expect(reply.text == #"{"success":true}"#)
        let events = door.inbox.events
        #expect(events.map(\.name) == ["Order Completed", "$identify"])
        #expect(events[0].who == ["user_id:u1"])
        #expect(events[0].time == ISO8601.parse("2026-11-23T03:59:58.123Z"))
        #expect(events[0].facts.amountFen == 19950)
        #expect(events[0].json == ["total": 199.5, "currency": "CNY", "$lib": "analytics-python", "$lib_version": "2.4.0"])
        #expect(events[0].messageID == "m-1")
        #expect(events[0].trust == .trusted)
        #expect(events[1].who == ["user_id:u1", "anonymous_id:a1", "email:li@example.com", "phone:13800138000"])
        #expect(events[1].summary == [#"set email="Li@Example.com""#, #"set phone="+86 138-0013-8000""#, #"set plan="gold""#])
        #expect(door.inbox.accepted == 2)
    }

    @Test func gzip_andRepeats_haveTheSameKeys() async {
        let door = CollectFixture()
        for _ in 0..<2 {
            let reply = await door.send(
                "POST", "/v1/batch", bytes: Compress.deflate(Array(Self.batch.utf8)),
                headers: ["content-encoding": "gzip", "content-type": "application/json"])
            #expect(reply.status == 200)
        }
        let events = door.inbox.events
        #expect(events.count == 4)
        #expect(events[0].dedupeKey == events[2].dedupeKey)
        #expect(events[0].dedupeKey != events[1].dedupeKey)
        #expect(door.collector.metrics.duplicates == 2)
    }

    @Test func rudder_contextTraits() async {
        let door = CollectFixture()
        _ = await door.send(
            "POST", "/v1/batch",
            #"{"batch":[{"type":"identify","userId":"u2","anonymousId":null,"messageId":"r1","originalTimestamp":"2026-11-23T03:00:00Z","sentAt":"2026-11-23T04:00:00Z","channel":"server","context":{"traits":{"email":"x@y.cn"},"library":{"name":"rudder-analytics-python","version":"2.1.9"}}}]}"#,
            headers: CollectFixture.basic("server"))
        #expect(door.inbox.events.first?.summary == [#"set email="x@y.cn""#])
        #expect(door.inbox.events.first?.time == ISO8601.parse("2026-11-23T03:00:00Z"))
    }

    @Test(arguments: [
        ("track", #"{"event":"E","userId":"u"}"#, "E"), ("identify", #"{"userId":"u"}"#, "$identify"),
        ("page", #"{"name":"Home","category":"Main","userId":"u","properties":{"url":"https://a.cn/p?utm_source=wx"}}"#, "$page"),
        ("screen", #"{"name":"Home","anonymousId":"u"}"#, "$screen"),
        ("group", #"{"groupId":"g1","traits":{"name":"Acme"},"userId":"u"}"#, "$group"),
        ("alias", #"{"previousId":"p","userId":"u"}"#, "$alias"),
    ])
    func singleMessages(_ type: String, _ body: String, _ name: String) async throws {
        let door = CollectFixture()
        let reply = await door.send("POST", "/v1/\(type)", body, headers: CollectFixture.basic("server"))
        #expect(reply.status == 200)
        let event = try #require(door.inbox.events.first)
        #expect(event.name == name)
        switch type {
        case "page":
            #expect(event.facts.path == "/p")
            #expect(event.facts.utmSource == "wx")
            // Nothing named the origin, so the campaign does.
            #expect(event.facts.origin == "wx")
            #expect(event.facts.title == "Home")
            #expect(event.json["category"]?.string == "Main")
        case "group":
            #expect(event.json == ["group_id": "g1", "name": "Acme"])
            #expect(event.summary == [#"set company={"id":"g1","name":"Acme"}"#])
        case "alias": #expect(event.summary == ["alias anonymous_id:p -> user_id:u"])
        default: break
        }
    }

    @Test func clockSkew_isCorrected_butTransportDelayIsNot() async {
        let door = CollectFixture()
        // The sender's clock is two hours ahead.
        _ = await door.send(
            "POST", "/v1/batch",
            #"{"writeKey":"server","sentAt":"2026-11-23T06:00:00Z","batch":[{"type":"track","event":"E","userId":"u","timestamp":"2026-11-23T05:59:00Z"}]}"#
        )
        // Two seconds on the way.
        _ = await door.send(
            "POST", "/v1/batch",
            #"{"writeKey":"server","sentAt":"2026-11-23T03:59:58Z","batch":[{"type":"track","event":"E","userId":"u","timestamp":"2026-11-23T03:00:00Z"}]}"#
        )
        // Far future without sentAt; long ago; unreadable.
        _ = await door.send(
            "POST", "/v1/batch",
            #"{"writeKey":"server","batch":[{"type":"track","event":"E","userId":"u","timestamp":"2027-01-01T00:00:00Z"},{"type":"track","event":"E","userId":"u","timestamp":"2001-01-01T00:00:00Z"},{"type":"track","event":"E","userId":"u","timestamp":"soon"}]}"#
        )
        #expect(
            door.inbox.events.map { ISO8601.format($0.time) } == [
                "2026-11-23T03:59:00.000Z", "2026-11-23T03:00:00.000Z", "2026-11-23T04:00:00.000Z", "2001-01-01T00:00:00.000Z",
                "2026-11-23T04:00:00.000Z",
            ])
    }

    @Test func badMessages_doNotSpoilTheBatch() async {
        let door = CollectFixture()
        let reply = await door.send(
            "POST", "/v1/batch",
            #"{"writeKey":"server","batch":[{"type":"track","event":"Good","userId":"u"},{"type":"nope","userId":"u"},{"type":"track","userId":"u"},{"type":"track","event":"E"},7,{"type":"track","event":"E","userId":"undefined"},{"type":"track","event":"E","userId":"u","properties":[1]}]}"#
        )
        #expect(reply.status == 200)
        #expect(door.inbox.events.map(\.name) == ["Good"])
        #expect(
            door.inbox.rejected == [
                "unknown_type": 1, "missing_name": 1, "no_identifier": 1, "invalid_record": 1, "illegal_identifier": 1,
                "invalid_property": 1,
            ])
    }

    @Test func illegalIds_areDroppedBesideLegalOnes() async {
        let door = CollectFixture()
        _ = await door.send("POST", "/v1/track", #"{"event":"E","userId":"null","anonymousId":"a1","writeKey":"server"}"#)
        #expect(door.inbox.events.first?.who == ["anonymous_id:a1"])
    }

    @Test func duplicateProperties_keepTheLast() async {
        let door = CollectFixture()
        _ = await door.send("POST", "/v1/track", #"{"event":"E","userId":"u","writeKey":"server","properties":{"a":1,"b":2,"a":{"c":3}}}"#)
        #expect(door.inbox.events.first.map { String(decoding: $0.properties, as: UTF8.self) } == #"{"b":2,"a":{"c":3}}"#)
    }

    @Test(arguments: [
        ("", 400), ("{", 400), ("[]", 400), (#"{"batch":{}}"#, 400), (#"{"batch":[]}"#, 400), (#"{"batch":[{"type":"track"}]}"#, 401),
        (#"{"writeKey":"nope","batch":[{"type":"track"}]}"#, 401),
        (#"{"writeKey":"paused","batch":[{"type":"track","event":"E","userId":"u"}]}"#, 403),
        (#"{"writeKey":"server","batch":[{"type":"track"}]}"#, 400),
    ])
    func refusals(_ body: String, _ status: Int) async {
        let door = CollectFixture()
        let reply = await door.send("POST", "/v1/batch", body)
        #expect(reply.status == status)
        #expect(reply.json["success"]?.bool == false)
        #expect(reply.json["error"]?["message"]?.string?.isEmpty == false)
        #expect(door.inbox.events.isEmpty)
    }
}
