import Deliver
import HTTPTypes
import Journey
import Organisation
import Storage
import TestKit
import Testing
import Vocabulary
import Web

@Suite struct JourneysTests {
    private static func mass(_ template: Int64) -> JSONValue {
        [
            "entry": ["type": "schedule", "cron": "0 10 * * *", "zone": "Asia/Shanghai", "rule": ["all": []]], "start": "s",
            "nodes": [["id": "s", "type": "send", "template": .int(template), "next": ""]],
        ]
    }

    /// An approval is no order to go on: who paused it says when.
    @Test func anApproval_leavesAPausedJourneyPaused() async throws {
        try await WebBench.with { bench in
            let second = try await bench.key(.admin)
            let made = try await bench.admin(.post, "/api/journeys", ["name": "群发", "draft": Self.mass(3)]).json
            let path = "/api/journeys/\(made["id"]?.int ?? 0)"
            #expect(try await bench.admin(.post, path + "/publish").json["state"] == "pending")
            #expect(try await bench.send(.post, path + "/approve", key: second).json["state"] == "published")
            #expect(try await bench.admin(.post, path + "/state", ["state": "paused"]).json["state"] == "paused")
            let saved = try await bench.admin(
                .put, path + "/draft", ["draft": Self.mass(4), "revision": made["revision"] ?? .null])
            #expect(saved.status == 200, "\(saved.text)")
            #expect(try await bench.admin(.post, path + "/publish").json["pending"] == 2)
            let approved = try await bench.send(.post, path + "/approve", key: second).json
            #expect(approved["state"] == "paused" && approved["version"] == 2 && approved["pending"] == 0, "\(approved.text)")
            let versions = try await bench.admin(.get, path + "/versions").json["items"]?.array ?? []
            #expect(versions.map { $0["state"] } == ["current", "earlier"])
            let resumed = try await bench.admin(.post, path + "/state", ["state": "published"]).json
            #expect(resumed["state"] == "published" && resumed["version"] == 2, "\(resumed.text)")
            #expect(try await bench.admin(.get, path + "?version=x").errorCode == "bad_request")
            #expect(try await bench.admin(.get, path + "?version=1").status == 200)
        }
    }

    /// Every check has a code, by which the console says it in three languages.
    @Test func everyCheckOfHealth_hasACode() async throws {
        try await WebBench.with { bench in
            let checks = try await bench.admin(.get, "/api/health").json["checks"]?.array ?? []
            #expect(checks.count >= 7)
            for check in checks {
                let (name, code) = (check["name"]?.string ?? "", check["code"]?.string ?? "")
                #expect(!name.isEmpty && code.hasPrefix(name + "_") && check["values"]?.object != nil, "\(check.text)")
            }
        }
    }

    /// A step that asked for a message names it once it is there.
    @Test func aSendStep_namesItsMessage() async throws {
        try await WebBench.with { bench in
            try await bench.deliver([WebBench.identify("u1")])
            let customer = try await bench.customer("u1")
            let draft: JSONValue = [
                "entry": ["type": "event", "event": "x"], "start": "s", "nodes": [["id": "s", "type": "send", "template": 66, "next": ""]],
            ]
            let id = try #require(try await bench.admin(.post, "/api/journeys", ["name": "加购提醒", "draft": draft]).json["id"]?.int)
            let run = try await bench.admin(.post, "/api/journeys/\(id)/test", ["customer": .string(customer)]).json["id"]?.int ?? 0
            try await bench.services.rooms.journeys.advanceDue()
            func step() async throws -> JSONValue {
                let steps = try await bench.admin(.get, "/api/journey-runs/\(run)").json["steps"]?.array ?? []
                return steps.first { $0["kind"] == "send" }?["detail"] ?? .null
            }
            let before = try await step()
            let key = try #require(before["key"]?.string)
            #expect(before["message"] == nil, "\(before.text)")
            let job = try await bench.services.store.read { tx in
                try tx.first("SELECT payload FROM job WHERE kind = $1", [.text(SendMessage.kind)]) { $0.text(0) }
            }
            try await bench.services.rooms.deliveries.execute(try SendMessage(json: try JSONValue(parsing: job ?? "")))
            let message = try #require(try await step()["message"]?.int, "\(key)")
            let found = try await bench.admin(.get, "/api/messages/\(message)").json
            #expect(found["run"]?.int == run && found["state"] == "not_sent", "\(found.text)")
        }
    }

    /// The only moment of a schedule that came during a pause lets nobody in behind anybody's back.
    @Test func aMomentThatPassedDuringAPause_isAProblemOnResuming() async throws {
        try await WebBench.with { bench in
            let second = try await bench.key(.admin)
            let at = ISO8601.format(bench.time.now.adding(milliseconds: 3_600_000))
            let draft: JSONValue = [
                "entry": ["type": "schedule", "at": .string(at), "rule": ["all": []]], "start": "s",
                "nodes": [["id": "s", "type": "send", "template": 3, "next": ""]],
            ]
            let id = try await bench.admin(.post, "/api/journeys", ["name": "群发", "draft": draft]).json["id"]?.int ?? 0
            let path = "/api/journeys/\(id)"
            _ = try await bench.admin(.post, path + "/publish")
            #expect(try await bench.send(.post, path + "/approve", key: second).json["state"] == "published")
            _ = try await bench.admin(.post, path + "/state", ["state": "paused"])
            #expect(try await bench.admin(.get, path).json["missedAt"]?.isNull == true)
            bench.time.advance(milliseconds: 3_600_000)
            #expect(try await bench.admin(.get, path).json["missedAt"]?.string == at)
            let refused = try await bench.admin(.post, path + "/state", ["state": "published"])
            #expect(refused.status == 409 && refused.errorCode == "moment_passed", "\(refused.text)")
            #expect(refused.json["error"]?["hint"]?.string?.contains("passOver") == true)
            let resumed = try await bench.admin(.post, path + "/state", ["state": "published", "passOver": true])
            #expect(resumed.json["state"] == "published", "\(resumed.text)")
        }
    }

    /// A journey that cannot go on is named by health until it can.
    @Test func aJourneyThatFails_isNamedByHealth() async throws {
        try await WebBench.with { bench in
            func check() async throws -> JSONValue {
                let health = try await bench.admin(.get, "/api/health").json
                return (health["checks"]?.array ?? []).first { $0["name"] == "journeys" } ?? .null
            }
            try await bench.deliver([WebBench.identify("u1")])
            let customer = try await bench.customer("u1")
            let draft: JSONValue = [
                "entry": ["type": "event", "event": "x"], "start": "s",
                "nodes": [["id": "s", "type": "send", "template": 66, "next": ""]],
            ]
            let id = try #require(try await bench.admin(.post, "/api/journeys", ["name": "加购提醒", "draft": draft]).json["id"]?.int)
            #expect(
                try await check() == [
                    "name": "journeys", "status": "ok", "code": "journeys_go_on", "values": [:], "detail": "none fails", "hint": "",
                ])
            try await bench.services.store.write { tx in
                try tx.execute(
                    "CREATE TRIGGER sabotage BEFORE INSERT ON job WHEN new.payload LIKE '%\"template\":66%' BEGIN SELECT RAISE(ABORT, 'sabotaged'); END"
                )
            }
            #expect(try await bench.admin(.post, "/api/journeys/\(id)/test", ["customer": .string(customer)]).status == 202)
            try await bench.services.rooms.journeys.advanceDue()
            bench.time.advance(milliseconds: 30 * 60_000)
            let ill = try await check()
            #expect(ill["status"] == "degraded", "\(ill.text)")
            #expect(ill["detail"]?.string?.hasPrefix("加购提醒 (\(id)), 1 run, for 30 min: ") == true, "\(ill.text)")
            // What the console says of it in three languages.
            let item = ill["values"]?["items"]?.array?.first
            #expect(ill["code"] == "journeys_failing" && ill["values"]?["count"] == 1, "\(ill.text)")
            #expect(item?["name"] == "加购提醒" && item?["minutes"] == 30 && item?["runs"] == 1, "\(ill.text)")
            #expect(ill["hint"]?.string?.contains("pause the journey") == true)
            #expect(try await bench.admin(.get, "/api/health").json["status"] == "degraded")
            let listed = try await bench.admin(.get, "/api/journeys").json["items"]?.array?.first?["failure"]
            #expect(listed?["attempts"] == 1 && listed?["message"]?.string?.isEmpty == false)
            try await bench.services.store.write { tx in try tx.execute("DROP TRIGGER sabotage") }
            try await bench.services.rooms.journeys.advanceDue()
            #expect(try await check()["status"] == "ok")
            #expect(try await bench.admin(.get, "/api/health").json["status"] == "ok")
        }
    }
}
