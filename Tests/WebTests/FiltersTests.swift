import HTTPTypes
import Testing
import Vocabulary
import Web

@Suite struct FiltersTests {
    /// A filter nobody knows is refused with the values there are; a number nobody has finds nothing.
    @Test func filters_areChecked() async throws {
        try await WebBench.with { bench in
            for (path, value) in [
                ("/api/leads?state=open", "assigned"), ("/api/journeys/1/runs?state=running", "waiting"),
                ("/api/media/conversions?state=gone", "suppressed"), ("/api/media/conversions?stage=x", "order_paid"),
                ("/api/messages?state=lost", "accepted"), ("/api/messages?channel=fax", "sms"),
            ] {
                let answer = try await bench.admin(.get, path)
                #expect(answer.errorCode == "bad_request", "\(path)")
                #expect(answer.json["error"]?["hint"]?.string?.contains(value) == true, "\(path) \(answer.text)")
            }
            for path in [
                "/api/leads?state=new,assigned", "/api/leads?view=pool&pool=99", "/api/leads?owner=99", "/api/messages?customer=99",
                "/api/media/conversions?customer=99&account=99&state=ok,rejected", "/api/journeys/1/runs?customer=99&state=done",
                "/api/clicks?customer=99",
            ] {
                let answer = try await bench.admin(.get, path)
                #expect(answer.status == 200 && answer.json["items"] == [], "\(path) \(answer.text)")
            }
            #expect(try await bench.admin(.get, "/api/quality/origins?window=30").json["windowDays"] == 30)
            let replay = try await bench.admin(.post, "/api/media/conversions/replay", ["states": ["lost"], "dryRun": true])
            #expect(replay.errorCode == "bad_request" && replay.text.contains("rejected"), "\(replay.text)")
        }
    }
}
