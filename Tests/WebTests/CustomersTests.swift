import HTTPTypes
import Organisation
import Storage
import Testing
import Vocabulary
import Web

@Suite struct CustomersTests {
    private static let phone = "13800138000"

    private static func people(_ bench: WebBench) async throws {
        try await bench.deliver([
            WebBench.identify("u1", phone: phone, traits: ["name": "欧阳小明", "note": "电话 13912345678，邮箱 a.b@example.com"]),
            WebBench.identify("u2", traits: ["name": "李娜"]), WebBench.track("Viewed", "u2", "v1", properties: ["mobile": .string(phone)]),
        ])
    }

    @Test func phones_areMasked_forEverybodyButAdminKeys() async throws {
        try await WebBench.with { bench in
            try await Self.people(bench)
            let id = try await bench.customer("u1")
            let paths = [
                "/api/customers/\(id)", "/api/customers", "/api/search?q=u1", "/api/customers/lookup?kind=user_id&value=u1",
                "/api/customers/\(id)/graph",
            ]
            for role in [Role.marketer, .analyst] {
                let key = try await bench.key(role)
                for path in paths {
                    let text = try await bench.send(.get, path, key: key).text
                    #expect(!text.contains(Self.phone) && text.contains("138****8000"), "\(role) \(path)")
                    #expect(!text.contains("13912345678") && !text.contains("a.b@example.com"), "\(role) \(path)")
                }
            }
            let cookie = try await bench.signIn(.admin)
            #expect(try await !bench.send(.get, paths[0], cookie: cookie).text.contains(Self.phone))
            #expect(try await bench.admin(.get, paths[0]).text.contains(Self.phone))
            let analyst = try await bench.key(.analyst)
            let other = try await bench.customer("u2")
            let timeline = try await bench.send(.get, "/api/customers/\(other)/timeline", key: analyst).text
            #expect(!timeline.contains(Self.phone) && timeline.contains("138****8000"))
        }
    }

    @Test func reveal_isForSomeRoles_andAudited() async throws {
        try await WebBench.with { bench in
            try await Self.people(bench)
            let id = try await bench.customer("u1")
            let analyst = try await bench.key(.analyst)
            #expect(try await bench.send(.get, "/api/customers/\(id)?reveal=true", key: analyst).errorCode == "forbidden")
            let cookie = try await bench.signIn(.marketer)
            let shown = try await bench.send(.get, "/api/customers/\(id)?reveal=true", cookie: cookie)
            #expect(shown.text.contains(Self.phone))
            let entries = try await bench.admin(.get, "/api/audit?action=customer.reveal").json["items"]?.array ?? []
            #expect(entries.count == 1)
            #expect(entries.first?["target"]?.string == "customer:\(id)")
            #expect(entries.first?["actor"]?["name"] == "marketer")
        }
    }

    @Test func sales_seeOnlyTheirPart() async throws {
        try await WebBench.with { bench in
            try await Self.people(bench)
            let brand = try await bench.services.tree.nodes()[0]
            let east = try await bench.services.tree.create(parent: brand.id, kind: .region, name: "华东", code: "E", by: .commandLine)
            let shop = try await bench.services.tree.create(parent: east.id, kind: .store, name: "静安", code: "S", by: .commandLine)
            let south = try await bench.services.tree.create(parent: brand.id, kind: .region, name: "华南", code: "N", by: .commandLine)
            let (mine, theirs) = (try await bench.customer("u1"), try await bench.customer("u2"))
            #expect(try await bench.admin(.put, "/api/customers/\(mine)/organisation", ["nodes": [.int(shop.id)]]).status == 200)
            #expect(try await bench.admin(.put, "/api/customers/\(theirs)/organisation", ["nodes": [.int(south.id)]]).status == 200)
            let key = try await bench.key(.sales, node: east.id)
            let listed = try await bench.send(.get, "/api/customers", key: key).json["items"]?.array ?? []
            #expect(listed.compactMap { $0["id"]?.string } == [mine])
            #expect(try await bench.send(.get, "/api/customers/\(mine)", key: key).status == 200)
            for path in [
                "/api/customers/\(theirs)", "/api/customers/\(theirs)/timeline", "/api/customers/\(theirs)/graph",
                "/api/customers/\(theirs)/activity",
                "/api/customers/\(theirs)/orders", "/api/customers/lookup?kind=user_id&value=u2",
            ] { #expect(try await bench.send(.get, path, key: key).errorCode == "not_found", "\(path)") }
            let writes: [(HTTPRequest.Method, String, JSONValue)] = [
                (.patch, "traits", ["set": ["a": 1]]), (.post, "tags", ["add": ["x"]]),
                (.post, "consent", ["purpose": "sms", "granted": true]),
                (.put, "organisation", ["nodes": [.int(shop.id)]]),
            ]
            for (method, what, body) in writes {
                #expect(
                    try await bench.send(method, "/api/customers/\(theirs)/\(what)", body, key: key).errorCode == "not_found", "\(what)")
            }
            #expect(
                try await bench.send(.put, "/api/customers/\(mine)/organisation", ["nodes": [.int(south.id)]], key: key).errorCode
                    == "not_found")
            #expect(try await bench.send(.get, "/api/search?q=u2", key: key).json["customers"] == [])
            let overview = try await bench.send(.get, "/api/overview", key: key).json
            #expect(overview["current"]?["newCustomers"] == 1, "\(overview["current"]?.text ?? "")")
            // Figures per spend are of the whole brand; events are those of one's own customers.
            #expect(try await bench.send(.get, "/api/quality/overview", key: key).errorCode == "forbidden")
            let analyst = try await bench.key(.analyst, node: east.id)
            #expect(try await bench.send(.get, "/api/quality/overview", key: analyst).errorCode == "forbidden")
            try await bench.deliver([WebBench.track("Viewed", "u1", "v2"), WebBench.track("Viewed", "u1", "v3")])
            func trend(_ key: String, _ measure: String, _ query: String = "") async throws -> JSONValue? {
                let question: JSONValue = [
                    "event": "Viewed", "from": "2026-11-01", "to": "2026-11-30", "interval": "month", "measure": .string(measure),
                ]
                return try await bench.send(.post, "/api/analyse/trend\(query)", question, key: key).json["series"]?.array?.first?["values"]
            }
            #expect(try await trend(WebBench.apiKey, "customers") == [2])
            #expect(try await trend(analyst, "customers") == [1])
            #expect(try await trend(WebBench.apiKey, "customers", "?node=\(south.id)") == [1])
            #expect(try await trend(WebBench.apiKey, "count") == [3])
            #expect(try await trend(analyst, "count") == [2], "two of their own, not the one of the south")
            #expect(try await trend(WebBench.apiKey, "count", "?node=\(south.id)") == [1])
            // Narrowing: somewhere below one's own part, never outside it.
            for path in ["/api/customers", "/api/overview", "/api/orders"] {
                #expect(try await bench.send(.get, "\(path)?node=\(south.id)", key: key).errorCode == "not_found", "\(path)")
                #expect(try await bench.send(.get, "\(path)?node=x", key: key).errorCode == "bad_request", "\(path)")
                #expect(try await bench.send(.get, "\(path)?node=\(shop.id)", key: key).status == 200, "\(path)")
            }
            func customers(_ node: Int64) async throws -> [String] {
                (try await bench.admin(.get, "/api/customers?node=\(node)").json["items"]?.array ?? []).compactMap { $0["id"]?.string }
            }
            #expect(try await customers(brand.id).sorted() == [mine, theirs].sorted())
            #expect(try await customers(east.id) == [mine])
            #expect(try await customers(south.id) == [theirs])
            // Counts stop at the border too.
            func total(_ query: String, _ key: String) async throws -> Int64? {
                try await bench.send(.get, "/api/customers?limit=1\(query)", key: key).json["total"]?.int
            }
            #expect(try await total("", key) == 1)
            #expect(try await total("", WebBench.apiKey) == 2)
            #expect(try await total("&kind=phone", WebBench.apiKey) == 1)
            #expect(try await total("&segment=visitor", WebBench.apiKey) == 0)
            #expect(try await total("&channel=server", WebBench.apiKey) == 2)
            #expect(try await total("&channel=wecom", WebBench.apiKey) == 0)
            for id in [mine, theirs] { _ = try await bench.admin(.post, "/api/customers/\(id)/tags", ["add": ["VIP"]]) }
            func tagged(_ key: String) async throws -> Int64? {
                try await bench.send(.get, "/api/tags", key: key).json["items"]?.array?.first?["customers"]?.int
            }
            #expect(try await tagged(key) == 1)
            #expect(try await tagged(WebBench.apiKey) == 2)
            #expect(try await bench.admin(.get, "/api/overview?node=\(south.id)").json["current"]?["newCustomers"] == 1)
            let nobody = try await bench.key(.sales)
            #expect(try await bench.send(.get, "/api/customers", key: nobody).json["items"] == [])
            #expect(try await bench.send(.get, "/api/organisation", key: nobody).json["nodes"] == [])
        }
    }

    @Test func actors_haveNames_forEverybody() async throws {
        try await WebBench.with { bench in
            let session = try await bench.signIn(.sales)
            let account = try await bench.send(.get, "/api/session", cookie: session).json["account"]?["id"]?.int ?? 0
            let answer = try await bench.send(.get, "/api/actors?ids=account:\(account),account:999,api_key:1", cookie: session)
            #expect(answer.json["names"]?["account:\(account)"] == "sales")
            #expect(answer.json["names"]?["account:999"] == nil)
            #expect(answer.json["names"]?["api_key:1"]?.string?.isEmpty == false)
            #expect(try await bench.send(.get, "/api/actors", cookie: session).json["names"] == [:])
            let many = Array(repeating: "account:1", count: 201).joined(separator: ",")
            #expect(try await bench.send(.get, "/api/actors?ids=\(many)", cookie: session).errorCode == "bad_request")
            #expect(try await bench.send(.get, "/api/actors?ids=account:1").status == 401)
        }
    }

    @Test func merge_andUnbind_giveTheCustomersConcerned() async throws {
        try await WebBench.with { bench in
            try await bench.deliver([
                WebBench.identify("a", traits: ["only_a": 1]), WebBench.identify("b", traits: ["only_b": 2]),
                WebBench.track("A1", "a", "a1"),
                WebBench.track("B1", "b", "b1"),
            ])
            let (a, b) = (try await bench.customer("a"), try await bench.customer("b"))
            let body: JSONValue = [
                "from": ["kind": "user_id", "value": "b"], "into": ["kind": "user_id", "value": "a"], "reason": "同一个人",
            ]
            let merged = try await bench.admin(.post, "/api/customers/merge", body).json["customers"]?.array ?? []
            #expect(merged.count == 1)
            #expect(merged.first?["traits"]?["only_b"] == 2)
            #expect(merged.first?["merged"]?.array?.isEmpty == false)
            for id in [a, b] { #expect(try await bench.admin(.get, "/api/customers/\(id)").json["id"] == .string(a)) }
            let apart =
                try await bench.admin(
                    .post, "/api/customers/unbind", ["identifier": ["kind": "user_id", "value": "b"], "reason": "误合并"]
                ).json["customers"]?.array ?? []
            #expect(apart.count == 2)
            #expect(try await bench.admin(.get, "/api/customers/\(b)").json["traits"]?["only_a"] == nil)
            let audit = try await bench.admin(.get, "/api/audit?action=customer.").text
            #expect(audit.contains("同一个人") && audit.contains("误合并"))
            var ghost = body.object!
            ghost["from"] = ["kind": "user_id", "value": "ghost"]
            #expect(try await bench.admin(.post, "/api/customers/merge", .object(ghost)).errorCode == "not_found")
        }
    }

    @Test func edits_showOnTheProfile() async throws {
        try await WebBench.with { bench in
            try await Self.people(bench)
            let id = try await bench.customer("u1")
            #expect(
                try await bench.admin(.patch, "/api/customers/\(id)/traits", ["set": ["level": 3], "unset": ["note"]]).json["traits"]?[
                    "level"] == 3)
            let tagged = try await bench.admin(.post, "/api/customers/\(id)/tags", ["add": ["老客"]]).json
            #expect(tagged["tags"]?[0]?["name"] == "老客")
            let listed = try await bench.admin(.get, "/api/customers?tag=%E8%80%81%E5%AE%A2").json["items"]?.array ?? []
            #expect(listed.map { $0["id"] } == [.string(id)])
            #expect(try await bench.admin(.get, "/api/tags").json["items"]?[0]?["customers"] == 1)
            #expect(try await bench.admin(.post, "/api/customers/\(id)/tags", ["remove": ["老客"]]).json["tags"] == [])
            let consent = try await bench.admin(.post, "/api/customers/\(id)/consent", ["purpose": "marketing_sms", "granted": false]).json
            #expect(consent["consent"]?[0]?["granted"] == false)
        }
    }

    @Test func export_holdsEverything_andErasureIsQueued() async throws {
        try await WebBench.with { bench in
            try await Self.people(bench)
            let id = try await bench.customer("u1")
            let whole = try await bench.admin(.get, "/api/customers/\(id)/export")
            #expect(whole.json["events"]?.array?.isEmpty == false && whole.text.contains(Self.phone))
            #expect(whole.headers[.contentDisposition]?.contains("attachment") == true)
            let asked = try await bench.admin(.post, "/api/customers/\(id)/erasure", ["reason": "本人要求"])
            #expect(asked.status == 202 && asked.json["erasure"]?["status"] == "queued")
            #expect(try await bench.services.jobs.counts().waiting == 1)
            #expect(try await bench.admin(.post, "/api/customers/\(id)/erasure", ["reason": "再次"]).errorCode == "conflict")
            #expect(try await bench.admin(.get, "/api/erasures").json["items"]?[0]?["reason"] == "本人要求")
        }
    }
}
