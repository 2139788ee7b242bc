import HTTPTypes
import Organisation
import TestKit
import Testing
import Vocabulary
import Web

@Suite struct SessionTests {
    @Test func setUp_makesTheFirstAdmin_andSignsIn() async throws {
        try await WebBench.with { bench in
            #expect(try await bench.send(.get, "/api/setup").json == ["needed": true])
            let token = try await bench.services.accounts.issueSetUpToken()
            let body: JSONValue = [
                "token": .string(token), "name": "站长", "email": "Owner@Example.com", "password": "correct horse", "timeZone": "Asia/Tokyo",
            ]
            var wrong = body.object!
            wrong["token"] = "wrong"
            #expect(try await bench.send(.post, "/api/setup", .object(wrong)).status == 401)
            let answer = try await bench.send(.post, "/api/setup", body)
            #expect(answer.status == 200)
            #expect(answer.json["account"]?["email"] == "owner@example.com")
            #expect(answer.json["permissions"]?.array?.contains("users.write") == true)
            #expect(answer.json["deployment"]?["timeZone"] == "Asia/Tokyo")
            let cookie = answer.headers[.setCookie] ?? ""
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains("Secure"))
            #expect(try await bench.send(.get, "/api/setup").json == ["needed": false])
            #expect(try await bench.send(.post, "/api/setup", body).errorCode == "conflict")
            #expect(try await bench.send(.get, "/api/session", cookie: answer.session).json["account"]?["role"] == "admin")
        }
    }

    @Test func signIn_wrongFiveTimes_isLimited_withRetryAfter() async throws {
        try await WebBench.with { bench in
            _ = try await bench.signIn(.admin)
            for _ in 0..<5 {
                let answer = try await bench.send(.post, "/api/session", ["email": "admin0@example.com", "password": "wrong"])
                #expect(answer.errorCode == "unauthorized")
            }
            let limited = try await bench.send(.post, "/api/session", ["email": "admin0@example.com", "password": "correct horse"])
            #expect(limited.errorCode == "rate_limited")
            #expect(limited.headers[.retryAfter].flatMap { Int($0) } ?? 0 > 0)
        }
    }

    @Test func signIn_asAForm_isRefused() async throws {
        try await WebBench.with { bench in
            let answer = try await bench.send(
                .post, "/api/session", headers: [.contentType: "text/plain"], raw: Array("{\"email\":\"a\",\"password\":\"b\"}".utf8))
            #expect(answer.errorCode == "unsupported")
        }
    }

    @Test func write_withTheCookieAlone_needsTheHeader() async throws {
        try await WebBench.with { bench in
            let cookie = try await bench.signIn(.admin)
            let body: JSONValue = ["name": "x", "channel": "web", "kind": "segment"]
            #expect(try await bench.send(.post, "/api/sources", body, cookie: cookie, csrf: false).errorCode == "forbidden")
            #expect(try await bench.send(.post, "/api/sources", body, cookie: cookie).status == 201)
            #expect(try await bench.send(.get, "/api/sources", cookie: cookie, csrf: false).status == 200)
        }
    }

    @Test func signOut_endsTheSession() async throws {
        try await WebBench.with { bench in
            let cookie = try await bench.signIn(.analyst)
            let answer = try await bench.send(.delete, "/api/session", cookie: cookie)
            #expect(answer.status == 204)
            #expect(answer.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await bench.send(.get, "/api/session", cookie: cookie).errorCode == "unauthorized")
        }
    }

    @Test func invitation_leadsToASession_andAPassword() async throws {
        try await WebBench.with { bench in
            let made = try await bench.admin(.post, "/api/users", ["name": "李娜", "email": "li@example.com", "role": "marketer"])
            #expect(made.status == 201)
            let link = try #require(made.json["loginLink"]?.string)
            let token = try #require(link.split(separator: "=").last.map(String.init))
            let answer = try await bench.send(.post, "/api/session/token", ["token": .string(token)])
            #expect(answer.json["account"]?["status"] == "active")
            #expect(try await bench.send(.post, "/api/session/token", ["token": .string(token)]).errorCode == "unauthorized")
            let changed = try await bench.send(
                .patch, "/api/session/account", ["password": "a long sentence", "locale": "en"], cookie: answer.session)
            #expect(changed.json["account"]?["locale"] == "en")
            #expect(try await bench.send(.post, "/api/session", ["email": "li@example.com", "password": "a long sentence"]).status == 200)
        }
    }

    @Test func cookies_overHTTPS_areSecure_andHSTSIsSent() async throws {
        try await WebBench.with({ $0.publicURL = "https://crm.example.com/" }) { bench in
            _ = try await bench.signIn(.admin)
            let answer = try await bench.send(.post, "/api/session", ["email": "admin0@example.com", "password": "correct horse"])
            #expect(answer.headers[.setCookie]?.contains("; Secure") == true)
            #expect(answer.headers[.strictTransportSecurity] != nil)
            let link = try await bench.admin(.post, "/api/users/1/login-link").json["link"]?.string
            #expect(link?.hasPrefix("https://crm.example.com/login?token=") == true)
        }
    }
}
