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
            #expect(try await check() == ["name": "journeys", "status": "ok", "detail": "none fails", "hint": ""])
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
            #expect(ill["detail"]?.string?.hasPrefix("加购提醒 (\(id)), for 30 min: ") == true, "\(ill.text)")
            #expect(ill["hint"]?.string?.contains("pause it") == true)
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
