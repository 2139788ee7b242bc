import HTTPTypes
import Organisation
import TestKit
import Testing
import Vocabulary
import Web

@Suite struct RolesTests {
    /// Every route × every role: refused exactly where the role lacks the permission.
    @Test func everyRoute_forEveryRole_asDeclared() async throws {
        try await WebBench.with { bench in
            var keys: [Role: String] = [:]
            for role in Role.allCases { keys[role] = try await bench.key(role) }
            var checked = 0
            for route in bench.server.routes where !route.isOpen {
                let path = route.path.replacing("{id}", with: "999999").replacing("{name}", with: "nothing")
                let method = try #require(HTTPRequest.Method(route.method))
                // A stream never ends in process; HEAD runs the same checks.
                let asked = ["/api/live", "/api/leads/stream"].contains(route.path) ? HTTPRequest.Method.head : method
                let stranger = try await bench.send(asked, path)
                #expect(stranger.status == 401, "\(route.method) \(route.path) without credentials")
                for role in Role.allCases {
                    let answer = try await bench.send(asked, path, key: keys[role])
                    if let permission = route.permission, !role.permissions.contains(permission) {
                        #expect(answer.status == 403, "\(role) \(route.method) \(route.path)")
                    } else {
                        // Sales without a place in the organisation see nobody, and these figures are of the whole brand.
                        let refusedElsewhere =
                            ["/api/backup", "/api/session/account", "/api/salespeople/me/presence"].contains(route.path)
                            || (role == .sales && route.path == "/api/quality/overview")
                        #expect(
                            answer.status != 401 && (answer.status != 403 || refusedElsewhere),
                            "\(role) \(route.method) \(route.path): \(answer.text)")
                        #expect(answer.status < 500, "\(role) \(route.method) \(route.path): \(answer.text)")
                    }
                    checked += 1
                }
            }
            #expect(checked > 200)
        }
    }

    @Test func unknownKeys_andRevokedOnes_are401() async throws {
        try await WebBench.with { bench in
            #expect(try await bench.send(.get, "/api/ledger", key: "wrong").errorCode == "unauthorized")
            #expect(try await bench.send(.get, "/api/ledger", headers: [.authorization: "Basic abc"]).errorCode == "unauthorized")
            let (key, value) = try await bench.services.apiKeys.create(name: "k", role: .admin, by: .commandLine)
            #expect(try await bench.send(.get, "/api/ledger", key: value).status == 200)
            #expect(try await bench.admin(.delete, "/api/api-keys/\(key.id)").status == 204)
            #expect(try await bench.send(.get, "/api/ledger", key: value).errorCode == "unauthorized")
        }
    }

    @Test func limits_perCaller_giveRetryAfter() async throws {
        try await WebBench.with({
            $0.requestsPerSecond = 1
            $0.requestBurst = 3
        }) { bench in
            for _ in 0..<3 { #expect(try await bench.admin(.get, "/api/ledger").status == 200) }
            let limited = try await bench.admin(.get, "/api/ledger")
            #expect(limited.errorCode == "rate_limited")
            #expect(limited.headers[.retryAfter] == "1")
            bench.time.advance(milliseconds: 1001)
            #expect(try await bench.admin(.get, "/api/ledger").status == 200)
        }
    }
}
