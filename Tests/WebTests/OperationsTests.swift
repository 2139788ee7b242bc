import Collect
import Foundation
import HTTPTypes
import NIOCore
import Organisation
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Web

@Suite struct OperationsTests {
    @Test func probes_andMetrics() async throws {
        try await WebBench.with { bench in
            #expect(try await bench.send(.get, "/healthz").status == 200)
            #expect(try await bench.send(.get, "/readyz").json == ["status": "ready"])
            try await bench.deliver([WebBench.track("A", "u", "1")])
            let health = try await bench.admin(.get, "/api/health").json
            #expect(health["status"] == "ok" && health["behaviour"]?["events"] == 1, "\(health.text)")
            let metrics = try await bench.send(.get, "/metrics").text
            #expect(metrics.contains("lianlu_ledger_events{verdict=\"stored\"} 1\n"))
            #expect(metrics.contains("lianlu_ingest_requests_total{outcome=\"accepted\"} 1\n"))
            #expect(metrics.contains("route=\"/api/health\",status=\"200\"} 1\n"))
            for line in metrics.split(separator: "\n") where !line.hasPrefix("#") {
                #expect(line.firstMatch(of: /^[a-z_]+(\{.*\})? -?[0-9.e+-]+$/) != nil, "\(line)")
            }
        }
    }

    @Test func sdk_isServedWithATag() async throws {
        try await WebBench.with { bench in
            let answer = try await bench.send(.get, "/sdk/lianlu.js")
            #expect(answer.headers[.contentType]?.hasPrefix("text/javascript") == true)
            let tag = try #require(answer.headers[.eTag])
            #expect(try await bench.send(.get, "/sdk/lianlu.js", headers: [.ifNoneMatch: tag]).status == 304)
        }
    }

    @Test func live_startsWithWhatCameBefore_andBeats() async throws {
        try await WebBench.with { bench in
            try await bench.deliver([WebBench.identify("u1", phone: "13800138000")])
            let head = try await bench.send(.head, "/api/live", key: WebBench.apiKey)
            #expect(head.status == 200 && head.headers[.contentType] == "text/event-stream")
            var seen = ""
            for await piece in LiveStream.pieces(feed: bench.services.feed, source: nil, mask: .on, clock: bench.time.clock) {
                seen += String(buffer: piece)
                if seen.contains("event: accepted"), seen.contains("event: stats") { break }
            }
            #expect(seen.contains("138****8000") && !seen.contains("13800138000"))
            #expect(seen.contains("\n\n"))
        }
    }

    @Test func backup_isOnlyForTheCommandLine() async throws {
        try await WebBench.with { bench in
            let refused = try await bench.admin(.post, "/api/backup", ["folder": "/tmp/x"])
            #expect(refused.errorCode == "forbidden")
            #expect(try await bench.admin(.get, "/api/doctor").json == ["ok": true])
        }
    }

    @Test func console_files_areServedPrecompressed_andPagesFallBackToTheIndex() async throws {
        try await TestFolder.with { folder in
            let console = folder + "/console"
            try FileManager.default.createDirectory(atPath: console + "/assets", withIntermediateDirectories: true)
            for (name, text) in [
                ("index.html", "<html>"), ("assets/main-ABCD1234.js", "script"), ("assets/main-ABCD1234.js.gz", "packed"),
                ("assets/logo.svg", "<svg/>"),
            ] {
                try Data(text.utf8).write(to: URL(fileURLWithPath: console + "/" + name))
            }
            try await WebBench.with({ $0.consoleFolder = console }) { bench in
                for path in ["/", "/customers/7", "/login?token=x"] {
                    let page = try await bench.send(.get, path)
                    #expect(page.text == "<html>" && page.headers[.cacheControl] == "no-cache", "\(path)")
                }
                let script = try await bench.send(.get, "/assets/main-ABCD1234.js", headers: [.acceptEncoding: "gzip, br"])
                #expect(script.text == "packed" && script.headers[.contentEncoding] == "gzip")
                #expect(script.headers[.cacheControl]?.contains("immutable") == true)
                #expect(try await bench.send(.get, "/assets/main-ABCD1234.js").text == "script")
                let logo = try await bench.send(.get, "/assets/logo.svg")
                #expect(logo.headers[.contentType] == "image/svg+xml")
                #expect(try await bench.send(.get, "/assets/logo.svg", headers: [.ifNoneMatch: logo.headers[.eTag] ?? ""]).status == 304)
                for path in ["/assets/../../operational.sqlite", "/..%2f..%2fetc/passwd.txt", "/assets/missing.js"] {
                    #expect(try await bench.send(.get, path).errorCode == "not_found", "\(path)")
                }
                #expect(try await bench.send(.post, "/customers/7").errorCode == "not_found")
            }
        }
    }

    @Test func console_notBuilt_saysHow() async throws {
        try await WebBench.with { bench in
            let page = try await bench.send(.get, "/")
            #expect(page.status == 200 && page.text.contains("make console"))
        }
    }

    @Test func imports_areInspected_previewed_andStarted() async throws {
        try await WebBench.with { bench in
            let file = "会员编号,手机号\nu1,13800138000\nu2,13900139000\n"
            let made = try await bench.send(
                .post, "/api/imports?filename=%E4%BC%9A%E5%91%98.csv", key: WebBench.apiKey, raw: Array(file.utf8))
            #expect(made.status == 201, "\(made.text)")
            let id = made.json["id"]?.plainText ?? ""
            let plan: JSONValue = ["target": "customers", "mapping": ["会员编号": "user_id", "手机号": "phone"]]
            let preview = try await bench.admin(.post, "/api/imports/\(id)/preview", plan).json
            #expect(preview["rows"]?.array?.count == 2 && preview["errors"] == [])
            let cookie = try await bench.signIn(.marketer)
            #expect(try await !bench.send(.post, "/api/imports/\(id)/preview", plan, cookie: cookie).text.contains("13800138000"))
            // The first look masks samples as well; admin keys see them.
            #expect(made.text.contains("13800138000"))
            let again = "u1,contact,tel\nx,call 13800138000,021-62880001\n"
            let looked = try await bench.send(.post, "/api/imports?filename=a.csv", cookie: cookie, raw: Array(again.utf8))
            #expect(looked.status == 201 && looked.text.contains("138****8000"), "\(looked.text)")
            #expect(!looked.text.contains("13800138000") && !looked.text.contains("62880001"))
            #expect(try await bench.admin(.post, "/api/imports/\(id)/start", plan).json["status"] == "running")
            #expect(try await bench.services.jobs.counts().waiting == 1)
            #expect(try await bench.admin(.post, "/api/imports/\(id)/cancel").json["status"] == "cancelled")
            #expect(try await bench.admin(.get, "/api/imports").json["items"]?.array?.count == 2)
            #expect(try await bench.admin(.get, "/api/imports/\(id)/refused.csv").text.hasPrefix("\u{FEFF}row,"))
        }
    }

    @Test func sources_andKeys_liveAndDie() async throws {
        try await WebBench.with { bench in
            let made = try await bench.admin(.post, "/api/sources", ["name": "官网", "channel": "web", "kind": "browser"]).json
            let id = try #require(made["id"]?.int)
            let key = try await bench.admin(.post, "/api/sources/\(id)/keys", ["kind": "server"]).json
            let value = try #require(key["value"]?.string)
            #expect(try await !bench.admin(.get, "/api/sources").text.contains(value))
            #expect(try await bench.send(.post, "/api/ingest/events", WebBench.track("A", "u", "1"), key: value).status == 200)
            #expect(try await bench.admin(.delete, "/api/sources/\(id)").errorCode == "conflict")
            #expect(try await bench.admin(.delete, "/api/keys/\(key["id"]?.int ?? 0)").status == 204)
            #expect(try await bench.send(.post, "/api/ingest/events", WebBench.track("A", "u", "2"), key: value).status == 401)
            #expect(try await bench.admin(.patch, "/api/sources/\(id)", ["status": "paused"]).json["status"] == "paused")
            let analyst = try await bench.key(.analyst)
            let seen = try await bench.send(.get, "/api/sources", key: analyst).json["items"]?.array ?? []
            #expect(seen.allSatisfy { $0["keys"] == [] })
            #expect(try await bench.admin(.get, "/api/audit?action=source").json["items"]?.array?.count == 4)
        }
    }
}
