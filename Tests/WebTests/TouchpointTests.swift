import HTTPTypes
import Organisation
import TestKit
import Testing
import Vocabulary
import Web

/// Pages, links and decisions over HTTP.
@Suite struct TouchpointTests {
    private static let phone: HTTPFields = [.userAgent: "Mozilla/5.0 (iPhone) Mobile Safari"]

    private func page(_ bench: WebBench) async throws -> JSONValue {
        let made = try await bench.admin(.post, "/api/pages", ["name": "示例", "slug": "demo-page"])
        #expect(made.status == 201)
        return try await bench.admin(.post, "/api/pages/\(made.json["id"]?.int ?? 0)/publish", ["revision": 1]).json
    }

    @Test func page_hasItsOwnPolicy_cookieAndNoCache() async throws {
        try await WebBench.with { bench in
            _ = try await page(bench)
            let answer = try await bench.send(.get, "/p/demo-page", headers: Self.phone)
            #expect(answer.status == 200 && answer.text.contains("一杯好茶"))
            let policy = answer.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"))
            #expect(
                answer.headers[.setCookie]?.contains("lianlu_id=") == true && answer.headers[.setCookie]?.contains("SameSite=Lax") == true)
            #expect(answer.headers[.cacheControl] == "no-store" && answer.headers[HTTPField.Name("X-Frame-Options")!] == "DENY")
            let console = try await bench.send(.get, "/api/origins")
            #expect(console.headers[.contentSecurityPolicy]?.contains("script-src 'self'") == true)
            let again = try await bench.send(
                .get, "/p/demo-page", headers: [.userAgent: "Mozilla/5.0 (iPhone)", .cookie: "lianlu_id=visitor-0001"])
            #expect(again.headers[.setCookie] == nil)
            let missing = try await bench.send(.get, "/p/nothing", headers: Self.phone)
            #expect(missing.status == 404 && missing.text.contains("<!doctype html>"))
        }
    }

    @Test func adClick_becomesEvents_clickRow_andCustomer() async throws {
        try await WebBench.with { bench in
            let page = try await page(bench)
            let origin = try await bench.admin(.post, "/api/origins", ["name": "腾讯", "kind": "ad", "code": "gdt-1"])
            let link = try await bench.admin(
                .post, "/api/links", ["name": "链接", "origin": origin.json["id"] ?? .null, "page": page["id"] ?? .null])
            #expect(link.status == 201)
            let slug = link.json["slug"]?.string ?? ""
            let shown = try await bench.send(
                .get, "/l/\(slug)?gdt_vid=abc", headers: [.userAgent: "Mozilla/5.0 (iPhone)", .cookie: "lianlu_id=visitor-0001"])
            let token = String(shown.text.split(separator: "name=\"_token\" value=\"", maxSplits: 1).last?.prefix { $0 != "\"" } ?? "")
            bench.time.advance(milliseconds: 5_000)
            let sent = try await bench.send(
                .post, "/p/demo-page/form",
                headers: [
                    .userAgent: "Mozilla/5.0 (iPhone)", .cookie: "lianlu_id=visitor-0001",
                    .contentType: "application/x-www-form-urlencoded",
                ], raw: Array("_token=\(token)&_form=form&_consent=1&f_phone=138+1234+5670&f_name=%E6%9D%8E".utf8))
            #expect(sent.status == 200 && sent.text.contains("已收到"))
            try await bench.settle()
            let customer = try await bench.admin(.get, "/api/customers/lookup?kind=phone&value=13812345670")
            #expect(customer.status == 200)
            for _ in 0..<200
            where try await bench.admin(.get, "/api/pages/\(page["id"]?.int ?? 0)/submissions").json["items"]?.array?.isEmpty != false {
                try await Task.sleep(for: .milliseconds(20))
            }
            let clicks = try await bench.admin(.get, "/api/clicks?origin=\(origin.json["id"]?.int ?? 0)").json["items"]?.array ?? []
            #expect(clicks.count == 1 && clicks.first?["clickId"]?.string == "abc")
            #expect(clicks.first?["customer"]?.int == customer.json["number"]?.int)
            // Who sees a part of the organisation sees those of that part's customers.
            let brand = try await bench.services.tree.nodes()[0].id
            let east = try await bench.services.tree.create(parent: brand, kind: .region, name: "华东", code: "E", by: .commandLine).id
            let key = try await bench.key(.marketer, node: east)
            for path in ["/api/clicks", "/api/pages/\(page["id"]?.int ?? 0)/submissions"] {
                #expect(try await bench.send(.get, path, key: key).json["items"] == [], "\(path)")
            }
            let put = try await bench.admin(
                .put, "/api/customers/\(customer.json["id"]?.string ?? "")/organisation", ["nodes": [.int(east)]])
            #expect(put.status == 200, "\(put.text)")
            for path in ["/api/clicks", "/api/pages/\(page["id"]?.int ?? 0)/submissions"] {
                #expect(try await bench.send(.get, path, key: key).json["items"]?.array?.isEmpty == false, "\(path)")
            }
        }
    }

    @Test func decisions_arePublic_butNeedAKeyAndItsOrigin() async throws {
        try await WebBench.with { bench in
            let source = try await bench.admin(.post, "/api/sources", ["name": "shop", "channel": "web", "kind": "browser"])
            let id = source.json["id"]?.int ?? 0
            let key = try await bench.admin(
                .post, "/api/sources/\(id)/keys", ["kind": "browser", "label": "x", "origins": ["https://shop.example"]])
            let value = key.json["value"]?.string ?? ""
            _ = try await bench.admin(.post, "/api/slots", ["key": "home", "name": "首页", "kind": "popup", "fallback": ["title": "默认"]])
            let question: JSONValue = ["anonymousId": "visitor-0001", "slots": ["home", "no"]]
            let answer = try await bench.send(.post, "/api/decide?key=\(value)", question, headers: [.origin: "https://shop.example"])
            #expect(answer.status == 200 && answer.headers[.accessControlAllowOrigin] == "*")
            #expect(answer.json["decisions"]?[0]?["content"]?["title"]?.string == "默认")
            #expect(answer.json["decisions"]?[1]?["reason"]?.string == "unknown_slot")
            let foreign = try await bench.send(.post, "/api/decide?key=\(value)", question, headers: [.origin: "https://evil.example"])
            #expect(foreign.status == 403 && foreign.headers[.accessControlAllowOrigin] == "*")
            #expect(try await bench.send(.post, "/api/decide?key=wrong", question).status == 401)
            #expect(try await bench.send(.post, "/api/decide?key=\(value)", ["slots": []]).status == 400)
            let preflight = try await bench.send(.options, "/api/decide", headers: [.origin: "https://shop.example"])
            #expect(preflight.status == 204 && preflight.headers[.accessControlAllowMethods]?.contains("POST") == true)
        }
    }

    @Test func editing_needsPermission_andKnowsItsFields() async throws {
        try await WebBench.with { bench in
            let sales = try await bench.key(.sales)
            for path in ["/api/origins", "/api/links", "/api/pages", "/api/slots"] {
                #expect(try await bench.send(.get, path, key: sales).status == 403)
                #expect(try await bench.send(.get, path).status == 401)
            }
            let analyst = try await bench.key(.analyst)
            #expect(try await bench.send(.post, "/api/pages", ["name": "x"], key: analyst).status == 403)
            #expect(try await bench.admin(.post, "/api/origins", ["name": "x", "colour": "red"]).status == 400)
            #expect(try await bench.admin(.post, "/api/links", ["name": "x", "url": "javascript:x"]).status == 400)
            let blocks = try await bench.admin(.get, "/api/pages/blocks")
            #expect(blocks.json["items"]?.array?.count == 11)
        }
    }

    @Test func visitors_haveALimitOfTheirOwn() async throws {
        try await WebBench.with({ configuration in
            configuration.visitsPerSecond = 0.001
            configuration.visitBurst = 30
            configuration.signInsPerMinute = 1
        }) { bench in
            _ = try await page(bench)
            for _ in 0..<29 {
                #expect(try await bench.send(.post, "/p/demo-page/form", headers: Self.phone, raw: Array("x=1".utf8)).status == 400)
            }
            #expect(try await bench.send(.get, "/p/demo-page", headers: Self.phone).status == 200)
            let refused = try await bench.send(.get, "/p/demo-page", headers: Self.phone)
            #expect(refused.status == 429 && refused.text.contains("<!doctype html>") && refused.headers[.retryAfter] != nil)
        }
    }
}
