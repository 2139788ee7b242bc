import HTTPTypes
import Testing
import Vocabulary
import Web

@Suite struct ErrorTests {
    @Test(arguments: [
        "/api/nothing-here", "/api/customers/999999", "/api/customers/abc", "/api/customers/%FF%FE%00",
        "/api/customers/lookup?kind=user_id&value=ghost",
        "/api/imports/7", "/assets/missing.js", "/api",
    ])
    func unknownThings_areJSON404(path: String) async throws {
        try await WebBench.with { bench in
            let answer = try await bench.admin(.get, path)
            #expect(answer.status == 404)
            #expect(answer.errorCode == "not_found")
        }
    }

    @Test(arguments: [
        "/api/customers?limit=many", "/api/customers?limit=0", "/api/customers?after=%25%25nonsense", "/api/customers?sort=colour",
        "/api/customers?channel=moon", "/api/customers/lookup", "/api/orders?from=soon", "/api/orders?status=lost",
        "/api/orders?from=2026-11-02&to=2026-11-01",
        "/api/audit?after=zzz", "/api/overview?interval=fortnight", "/api/overview?timeZone=Mars/Base", "/api/export/events?format=xls",
        "/api/export/customers?format=xls", "/api/conflicts?status=maybe", "/api/live?source=x", "/api/orders?timeZone=Mars/Base",
        "/api/leads?state=new,open", "/api/leads?view=pool&pool=x", "/api/leads?owner=me", "/api/leads?owner=0",
        "/api/journeys/1/runs?customer=x", "/api/media/conversions?customer=x", "/api/media/conversions?account=x",
        "/api/quality/origins?window=soon", "/api/quality/origins?window=0", "/api/quality/origins?window=366",
        "/api/messages?customer=99999999999", "/api/messages?template=x", "/api/clicks?customer=4294967297", "/api/links?active=maybe",
        "/api/origins?archived=maybe", "/api/pages?archived=maybe", "/api/media/spend?origin=x",
    ])
    func badParameters_are400_andSayWhatToDo(path: String) async throws {
        try await WebBench.with { bench in
            let answer = try await bench.admin(.get, path)
            #expect(answer.errorCode == "bad_request", "\(answer.text)")
            #expect(answer.json["error"]?["hint"]?.string?.isEmpty == false)
        }
    }

    @Test func badBodies_are400() async throws {
        try await WebBench.with { bench in
            for (path, body) in [
                ("/api/sources", "{"), ("/api/sources", ""), ("/api/sources", "[1]"),
                ("/api/sources", "{\"name\":7,\"channel\":\"web\",\"kind\":\"segment\"}"),
                ("/api/sources", "{\"name\":\"x\",\"channel\":\"moon\",\"kind\":\"segment\"}"),
                ("/api/customers/merge", "{\"from\":\"x\",\"into\":3}"),
                ("/api/customers/merge", "{}"), ("/api/organisation", "{\"kind\":\"planet\",\"name\":\"x\",\"code\":\"x\"}"),
                ("/api/users", "{\"name\":\"x\",\"email\":\"x\",\"role\":\"boss\"}"), ("/api/users", "{\"colour\":1}"),
                ("/api/tags", "{\"name\":\"\"}"),
                ("/api/analyse/trend", "{\"event\":\"x\"}"), ("/api/sources", "{\"name\":\"\u{0}\"}"),
                ("/api/analyse/trend", String(repeating: "[", count: 5000)),
            ] {
                let answer = try await bench.send(
                    .post, path, key: WebBench.apiKey, headers: [.contentType: "application/json"], raw: Array(body.utf8))
                #expect(answer.errorCode == "bad_request", "\(path) \(body.prefix(60)): \(answer.text)")
            }
        }
    }

    @Test func bodies_overTheLimit_are413() async throws {
        try await WebBench.with({ $0.importBytes = 1000 }) { (bench: WebBench) async throws in
            let big = Array(repeating: UInt8(ascii: " "), count: (2 << 20) + 1)
            #expect(try await bench.send(.post, "/api/sources", key: WebBench.apiKey, raw: big).errorCode == "too_large")
            #expect(
                try await bench.send(.post, "/api/imports?filename=a.csv", key: WebBench.apiKey, raw: Array(big.prefix(1001))).errorCode
                    == "too_large")
            #expect(try await bench.send(.post, "/api/imports?filename=a.csv", key: WebBench.apiKey).errorCode == "bad_request")
        }
    }

    @Test func everyAnswer_carriesTheSecurityHeaders() async throws {
        try await WebBench.with { bench in
            for path in ["/api/ledger", "/api/nothing", "/healthz", "/", "/sdk/lianlu.js"] {
                let answer = try await bench.admin(.get, path)
                #expect(answer.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
                #expect(answer.headers[.contentSecurityPolicy]?.contains("script-src 'self';") == true)
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.headers[HTTPField.Name("Referrer-Policy")!] == "same-origin")
                #expect(answer.headers[HTTPField.Name("X-Request-Id")!]?.isEmpty == false)
                #expect(answer.headers[.strictTransportSecurity] == nil)
            }
        }
    }
}
