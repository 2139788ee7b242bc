import HTTPTypes
import Organisation
import Storage
import Testing
import Vocabulary
import Web

/// Whoever is bound to a part of the organisation changes nothing outside of it, over no route.
@Suite struct ScopeTests {
    /// Two regions, each with a salesperson and a customer, and a marketer's key for the first.
    private struct Parts {
        let bench: WebBench
        var east: Int64
        var south: Int64
        var key: String
        var people: [Int64] = []
        var customers: [String] = []

        init(_ bench: WebBench) async throws {
            self.bench = bench
            let brand = try await bench.services.tree.nodes()[0].id
            east = try await bench.services.tree.create(parent: brand, kind: .region, name: "华东", code: "E", by: .commandLine).id
            south = try await bench.services.tree.create(parent: brand, kind: .region, name: "华南", code: "S", by: .commandLine).id
            key = try await bench.key(.marketer, node: east)
            try await bench.deliver(["e1", "s1"].map { WebBench.identify($0, phone: $0 == "e1" ? "13800000001" : "13800000002") })
            for (user, node) in [("e1", east), ("s1", south)] {
                customers.append(try await bench.customer(user))
                let put = try await bench.admin(
                    .put, "/api/customers/\(customers[customers.count - 1])/organisation", ["nodes": [.int(node)]])
                #expect(put.status == 200, "\(put.text)")
                let made = try await bench.admin(.post, "/api/salespeople", ["name": .string(user), "node": .int(node)])
                people.append(try #require(made.json["id"]?.int, "\(made.text)"))
            }
        }

        func mine(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil) async throws -> WebAnswer {
            try await bench.send(method, path, body, key: key)
        }
    }

    @Test func salespeople_areMadeAndKeptInTheirPart() async throws {
        try await WebBench.with { bench in
            let parts = try await Parts(bench)
            for node in [JSONValue.int(parts.south), .null, 999] {
                let made = try await parts.mine(.post, "/api/salespeople", ["name": "王芳", "node": node])
                #expect(made.status == 403 && made.errorCode == "forbidden", "\(node.text): \(made.text)")
                let moved = try await parts.mine(.patch, "/api/salespeople/\(parts.people[0])", ["node": node])
                #expect(moved.status == 403 && moved.errorCode == "forbidden", "\(node.text): \(moved.text)")
            }
            #expect(try await parts.mine(.post, "/api/salespeople", ["name": "王芳"]).errorCode == "forbidden")
            #expect(try await bench.admin(.get, "/api/salespeople").json["items"]?.array?.count == 2, "nobody was made")
            #expect(try await parts.mine(.patch, "/api/salespeople/\(parts.people[0])", ["weight": 500]).json["weight"] == 500)
            let made = try await parts.mine(.post, "/api/salespeople", ["name": "王芳", "node": .int(parts.east)])
            #expect(made.status == 201 && made.json["node"]?.int == parts.east, "\(made.text)")
            // Nor is somebody else's account tied to one's own people.
            let other = try await bench.services.accounts.create(
                name: "他", email: "s@example.com", role: .sales, node: parts.south, by: .commandLine)
            let own = try await bench.services.accounts.create(
                name: "我", email: "e@example.com", role: .sales, node: parts.east, by: .commandLine)
            let path = "/api/salespeople/\(parts.people[0])"
            #expect(try await parts.mine(.patch, path, ["account": .int(other.id)]).errorCode == "forbidden")
            #expect(try await parts.mine(.patch, path, ["account": 999]).errorCode == "forbidden")
            #expect(try await parts.mine(.patch, path, ["account": .int(own.id)]).json["account"]?.int == own.id)
            // An account from elsewhere that is tied already stays so when everything of the form is saved.
            #expect(try await bench.admin(.patch, path, ["account": .int(other.id)]).status == 200)
            let kept = try await parts.mine(.patch, path, ["account": .int(other.id), "node": .int(parts.east), "weight": 300])
            #expect(kept.json["account"]?.int == other.id && kept.json["weight"] == 300, "\(kept.text)")
        }
    }

    @Test func rulesPoolsAndHoursOfOthers_areLeftAlone() async throws {
        try await WebBench.with { bench in
            let parts = try await Parts(bench)
            let week: JSONValue = [[[540, 1080]], [], [], [], [], [], []]
            for (path, body) in [
                ("/api/assign-policies", ["name": "规则", "nodes": [.int(parts.south)]]), ("/api/lead-pools", ["name": "公海"]),
            ] as [(String, JSONValue)] {
                let id = try #require(try await bench.admin(.post, path, body).json["id"]?.int)
                #expect(try await parts.mine(.post, path, body).errorCode == "forbidden", "\(path)")
                #expect(try await parts.mine(.put, "\(path)/\(id)", body).errorCode == "forbidden", "\(path)")
                #expect(try await parts.mine(.delete, "\(path)/\(id)").errorCode == "forbidden", "\(path)")
                #expect(try await parts.mine(.get, path).json["items"]?.array?.count == 1, "\(path) is read")
            }
            let hours: JSONValue = ["name": "早班", "weekly": week]
            let theirs = try #require(try await bench.admin(.post, "/api/sales-calendars", hours).json["id"]?.int)
            #expect(try await bench.admin(.patch, "/api/salespeople/\(parts.people[1])", ["calendar": .int(theirs)]).status == 200)
            #expect(try await parts.mine(.put, "/api/sales-calendars/\(theirs)", hours).errorCode == "forbidden")
            #expect(try await parts.mine(.delete, "/api/sales-calendars/\(theirs)").errorCode == "forbidden")
            let own = try #require(try await parts.mine(.post, "/api/sales-calendars", hours).json["id"]?.int)
            #expect(try await parts.mine(.put, "/api/sales-calendars/\(own)", hours).status == 200)
            #expect(try await parts.mine(.delete, "/api/sales-calendars/\(own)").status == 204)
        }
    }

    @Test func leads_areMadeOfAndGivenToOnesOwn() async throws {
        try await WebBench.with { bench in
            let parts = try await Parts(bench)
            let theirs: JSONValue = ["customer": .string(parts.customers[1])]
            #expect(try await parts.mine(.post, "/api/leads", theirs).errorCode == "not_found")
            let given: JSONValue = ["customer": .string(parts.customers[0]), "salesperson": .int(parts.people[1])]
            #expect(try await parts.mine(.post, "/api/leads", given).errorCode == "not_found")
            #expect(try await bench.admin(.get, "/api/leads").json["items"] == [], "nothing was made")
            let lead = try await parts.mine(
                .post, "/api/leads", ["customer": .string(parts.customers[0]), "salesperson": .int(parts.people[0])])
            let id = try #require(lead.json["id"]?.int, "\(lead.text)")
            let away = try await parts.mine(.post, "/api/leads/\(id)/reassign", ["salesperson": .int(parts.people[1])])
            #expect(away.errorCode == "not_found", "\(away.text)")
            #expect(try await bench.admin(.get, "/api/leads/\(id)").json["owner"]?.int == parts.people[0])
            // A lead of somebody else's is none.
            #expect(
                try await bench.admin(.post, "/api/leads/\(id)/reassign", ["salesperson": .int(parts.people[1])]).json["owner"]?.int
                    == parts.people[1])
            for (what, body) in [
                ("stage", ["stage": "lost"]), ("follow-ups", ["kind": "call"]), ("hand-back", [:]), ("claim", [:]),
                ("reassign", ["salesperson": .int(parts.people[0])]),
            ] as [(String, JSONValue)] {
                #expect(try await parts.mine(.post, "/api/leads/\(id)/\(what)", body).errorCode == "not_found", "\(what)")
            }
        }
    }

    @Test func leadsOfOthers_areInNoView() async throws {
        try await WebBench.with { bench in
            let parts = try await Parts(bench)
            let made = try await bench.admin(
                .post, "/api/leads", ["customer": .string(parts.customers[1]), "salesperson": .int(parts.people[1])])
            #expect(made.status == 201, "\(made.text)")
            let session = try await bench.signIn(.marketer, node: parts.east)
            let account = try #require(try await bench.services.accounts.account(email: "marketer\(parts.east)@example.com"))
            let tied = try await bench.admin(.patch, "/api/salespeople/\(parts.people[0])", ["account": .int(account.id)])
            #expect(tied.status == 200, "\(tied.text)")
            for view in ["mine", "all", "pool", "waiting", "quarantine"] {
                let found = try await bench.send(.get, "/api/leads?view=\(view)&owner=\(parts.people[1])", cookie: session)
                #expect(found.json["items"] == [], "\(view): \(found.text)")
                let whole = try await bench.send(.get, "/api/leads?view=\(view)", cookie: session)
                #expect(whole.json["items"] == [] && whole.json["counts"] == [:], "not even as a number, \(view): \(whole.text)")
            }
            #expect(try await bench.admin(.get, "/api/leads?view=pool").json["counts"] != [:], "who sees the whole has its numbers")
            // One that nobody has is everybody's: it waits in the view that shows such.
            let open = try await bench.admin(.post, "/api/leads", ["customer": .string(parts.customers[0])])
            let id = try #require(open.json["id"]?.int, "\(open.text)")
            let other = parts.people[1]
            for (state, waiting, view) in [("pooled", "", "pool"), ("new", "no_rule", "waiting"), ("quarantine", "", "quarantine")] {
                try await bench.services.store.write { tx in
                    _ = try tx.execute(
                        "UPDATE lead SET owner = NULL, state = $1, waiting = $2 WHERE id = $3",
                        [.text(state), .text(waiting), .integer(id)])
                }
                let found = try await bench.send(.get, "/api/leads?view=\(view)", cookie: session).json
                let counts: JSONValue = .object([state: 1])
                #expect(found["items"]?.array?.map { $0["id"]?.int } == [id], "\(view): \(found.text)")
                #expect(found["counts"] == counts, "\(view): \(found.text)")
                // Were it a person's of another part, it would be in none.
                try await bench.services.store.write { tx in
                    _ = try tx.execute("UPDATE lead SET owner = $1 WHERE id = $2", [.integer(other), .integer(id)])
                }
                #expect(try await bench.send(.get, "/api/leads?view=\(view)", cookie: session).json["items"] == [], "\(view)")
            }
            #expect(try await bench.admin(.get, "/api/leads?owner=\(parts.people[1])").json["items"]?.array?.count == 2)
        }
    }

    @Test func customersOfOthers_areNotChangedBySideWays() async throws {
        try await WebBench.with { bench in
            let parts = try await Parts(bench)
            let (own, other) = (parts.customers[0], parts.customers[1])
            let paths: [(HTTPRequest.Method, String, JSONValue?)] = [
                (.patch, "traits", ["set": ["city": "上海"]]), (.post, "tags", ["add": ["a"]]),
                (.post, "consent", ["purpose": "all", "granted": false]), (.put, "organisation", ["nodes": [.int(parts.east)]]),
                (.post, "erasure", ["reason": "r"]), (.get, "export", nil),
            ]
            for (method, what, body) in paths {
                #expect(try await parts.mine(method, "/api/customers/\(other)/\(what)", body).errorCode == "not_found", "\(what)")
            }
            func user(_ name: String) -> JSONValue { ["kind": "user_id", "value": .string(name)] }
            let merge: JSONValue = ["from": user("s1"), "into": user("e1"), "reason": "r"]
            #expect(try await parts.mine(.post, "/api/customers/merge", merge).errorCode == "not_found")
            #expect(
                try await parts.mine(.post, "/api/customers/unbind", ["identifier": user("s1"), "reason": "r"]).errorCode == "not_found")
            // A journey's test acts on the person.
            let draft: JSONValue = [
                "entry": ["type": "event", "event": "x"], "start": "t", "nodes": [["id": "t", "type": "tag", "tag": "a", "next": ""]],
            ]
            let journey = try await bench.admin(.post, "/api/journeys", ["name": "j", "draft": draft]).json["id"]?.int ?? 0
            #expect(try await parts.mine(.post, "/api/journeys/\(journey)/test", ["customer": .string(other)]).errorCode == "not_found")
            let theirs = try await bench.admin(.post, "/api/journeys/\(journey)/test", ["customer": .string(other)]).json["id"]?.int ?? 0
            #expect(try await parts.mine(.get, "/api/journeys/\(journey)/runs").json["items"] == [])
            #expect(try await parts.mine(.get, "/api/journey-runs/\(theirs)").errorCode == "not_found")
            #expect(try await parts.mine(.post, "/api/journeys/\(journey)/test", ["customer": .string(own)]).status == 202)
            // A rule's preview shows and counts one's own.
            let preview = try await parts.mine(.post, "/api/audiences/preview", ["rule": ["all": []]]).json
            #expect(preview["count"] == 1 && preview["sample"]?.array?.map { $0["id"] } == [.string(own)], "\(preview.text)")
            // Where a customer also belongs elsewhere, that stays.
            let both: JSONValue = ["nodes": [.int(parts.east), .int(parts.south)]]
            #expect(try await bench.admin(.put, "/api/customers/\(own)/organisation", both).status == 200)
            #expect(try await parts.mine(.put, "/api/customers/\(own)/organisation", ["nodes": [.int(parts.east)]]).status == 200)
            #expect(try await parts.mine(.put, "/api/customers/\(own)/organisation", both).errorCode == "not_found")
            let node = try await bench.admin(.get, "/api/customers?node=\(parts.south)").json["items"]?.array?.map { $0["id"] }
            #expect(node?.contains(.string(own)) == true, "the other part still has the customer")
        }
    }

    @Test func tagsOthersHave_conflicts_conversionsAndFiles_areNotForOnePart() async throws {
        try await WebBench.with { bench in
            let parts = try await Parts(bench)
            _ = try await bench.admin(.post, "/api/customers/\(parts.customers[1])/tags", ["add": ["共有"]])
            _ = try await bench.admin(.post, "/api/customers/\(parts.customers[0])/tags", ["add": ["共有", "自有"]])
            let tags = try await bench.admin(.get, "/api/tags").json["items"]?.array ?? []
            func tag(_ name: String) -> Int64 { tags.first { $0["name"]?.string == name }?["id"]?.int ?? 0 }
            #expect(try await parts.mine(.delete, "/api/tags/\(tag("共有"))").errorCode == "forbidden")
            #expect(try await parts.mine(.patch, "/api/tags/\(tag("共有"))", ["name": "改名"]).errorCode == "forbidden")
            #expect(try await parts.mine(.patch, "/api/tags/\(tag("共有"))", ["description": "说明"]).status == 200)
            let same: JSONValue = [
                "name": "共有", "group": tags.first { $0["name"] == "共有" }?["group"] ?? "", "description": "另一说明",
            ]
            #expect(try await parts.mine(.patch, "/api/tags/\(tag("共有"))", same).json["description"] == "另一说明")
            #expect(try await parts.mine(.patch, "/api/tags/\(tag("共有"))", ["name": "共有", "group": "别组"]).errorCode == "forbidden")
            #expect(try await parts.mine(.delete, "/api/tags/999").errorCode == "not_found")
            #expect(try await parts.mine(.patch, "/api/tags/\(tag("自有"))", ["name": "改名"]).status == 200)
            #expect(try await parts.mine(.delete, "/api/tags/\(tag("自有"))").status == 204)
            // A file may speak of anybody.
            let file = try await bench.send(
                .post, "/api/imports?filename=a.csv", key: parts.key, raw: Array("user_id,city\ns1,上海\n".utf8))
            let id = try #require(file.json["id"]?.plainText, "\(file.text)")
            let plan: JSONValue = ["target": "customers", "mapping": file.json["suggestion"]?["mapping"] ?? [:]]
            let started = try await parts.mine(.post, "/api/imports/\(id)/start", plan)
            #expect(started.status == 403 && started.errorCode == "forbidden", "\(started.text)")
            let early = try await bench.send(
                .post, "/api/imports?filename=a.csv&target=customers", key: parts.key, raw: Array("user_id,city\ns1,上海\n".utf8))
            #expect(early.errorCode == "forbidden", "said before anything is uploaded: \(early.text)")
            #expect(try await parts.mine(.post, "/api/media/conversions/replay", [:]).errorCode == "forbidden")
            #expect(try await parts.mine(.post, "/api/media/conversions/replay", ["ids": [999]]).errorCode == "not_found")
        }
    }

    /// An identity conflict between customers of which one is elsewhere is neither seen nor decided.
    @Test func conflictsWithOthers_areNotDecided() async throws {
        try await WebBench.with { bench in
            let parts = try await Parts(bench)
            // Somebody else comes with the phone that one of them has.
            try await bench.deliver([WebBench.identify("s1", phone: "13800000001", message: "again")])
            let all = try await bench.admin(.get, "/api/conflicts?status=open").json["items"]?.array ?? []
            let id = try #require(all.first?["id"]?.int, "a conflict is needed for this test")
            #expect(try await parts.mine(.get, "/api/conflicts").json["items"] == [])
            let decision: JSONValue = ["decision": "merge", "reason": "r"]
            #expect(try await parts.mine(.post, "/api/conflicts/\(id)/decision", decision).errorCode == "not_found")
            #expect(try await bench.admin(.post, "/api/conflicts/\(id)/decision", decision).status == 200)
        }
    }

    /// Who administers a part gives nobody more than that part.
    @Test func accountsAndKeys_stayInThePart() async throws {
        try await WebBench.with { bench in
            let parts = try await Parts(bench)
            let key = try await bench.key(.admin, node: parts.east)
            for node in [JSONValue.int(parts.south), .null] {
                let account: JSONValue = ["name": "a", "email": "a@example.com", "role": "admin", "node": node]
                #expect(try await bench.send(.post, "/api/users", account, key: key).errorCode == "forbidden", "\(node.text)")
                #expect(
                    try await bench.send(.post, "/api/api-keys", ["name": "k", "role": "admin", "node": node], key: key).errorCode
                        == "forbidden", "\(node.text)")
            }
            let whole = try await bench.services.accounts.create(name: "总部", email: "w@example.com", role: .admin, by: .commandLine)
            #expect(try await bench.send(.patch, "/api/users/\(whole.id)", ["name": "x"], key: key).errorCode == "forbidden")
            #expect(try await bench.send(.post, "/api/users/\(whole.id)/login-link", key: key).errorCode == "forbidden")
            // The brand at the root is the whole: what it sees it may change.
            let root = try #require(try await bench.services.tree.nodes().first { $0.parent == nil }).id
            let rootKey = try await bench.key(.admin, node: root)
            #expect(try await bench.send(.patch, "/api/users/\(whole.id)", ["name": "x"], key: rootKey).status == 200)
            let made = try await bench.send(
                .post, "/api/users", ["name": "b", "email": "b@example.com", "role": "sales", "node": .int(parts.east)], key: key)
            #expect(made.status == 201, "\(made.text)")
            let own = try #require(made.json["account"]?["id"]?.int)
            #expect(try await bench.send(.patch, "/api/users/\(own)", ["node": .null], key: key).errorCode == "forbidden")
            #expect(try await bench.send(.patch, "/api/users/\(own)", ["name": "c"], key: key).status == 200)
            for path in ["/api/users", "/api/api-keys"] {
                let shown = try await bench.send(.get, path, key: key).json["items"]?.array ?? []
                #expect(!shown.isEmpty && shown.allSatisfy { $0["node"]?.int == parts.east }, "\(path)")
                #expect(try await bench.admin(.get, path).json["items"]?.array?.count ?? 0 > shown.count, "\(path)")
            }
        }
    }

    /// What concerns everybody, by method and address.
    private static let ofEverybody: [(HTTPRequest.Method, String)] = [
        (.post, "/api/journeys"), (.put, "/api/journeys/999/draft"), (.post, "/api/journeys/999/publish"),
        (.post, "/api/journeys/999/approve"), (.post, "/api/journeys/999/state"), (.post, "/api/journeys/999/versions/1/restore"),
        (.post, "/api/templates"), (.patch, "/api/templates/999"), (.delete, "/api/templates/999"),
        (.post, "/api/channels"), (.patch, "/api/channels/999"), (.post, "/api/channels/999/test"), (.put, "/api/message-policy"),
        (.get, "/api/staff-notices"), (.post, "/api/slots"), (.patch, "/api/slots/999"), (.delete, "/api/slots/999"),
        (.post, "/api/slots/999/contents"), (.patch, "/api/slot-contents/999"), (.delete, "/api/slot-contents/999"),
        (.post, "/api/pages"), (.post, "/api/pages/images"), (.patch, "/api/pages/999"), (.put, "/api/pages/999/draft"),
        (.post, "/api/pages/999/publish"), (.put, "/api/pages/999/published"),
        (.post, "/api/links"), (.post, "/api/links/bulk"), (.patch, "/api/links/999"),
        (.post, "/api/origins"), (.post, "/api/origins/bulk"), (.patch, "/api/origins/999"), (.delete, "/api/origins/999"),
        (.post, "/api/sources"), (.patch, "/api/sources/999"), (.delete, "/api/sources/999"), (.post, "/api/sources/999/keys"),
        (.post, "/api/sources/999/identify-secret"), (.delete, "/api/sources/999/identify-secret"), (.delete, "/api/keys/999"),
        (.post, "/api/media/accounts"), (.patch, "/api/media/accounts/999"), (.post, "/api/media/accounts/999/test"),
        (.post, "/api/media/accounts/999/mappings"), (.patch, "/api/media/settings"), (.post, "/api/media/spend"),
        (.post, "/api/media/spend/import"), (.patch, "/api/settings"), (.get, "/api/audit"), (.patch, "/api/dictionary/events/Viewed"),
        (.get, "/api/sandbox/none"), (.put, "/api/sandbox/none/fault"), (.put, "/api/sandbox/none/push-address"),
        (.post, "/api/sandbox/none/replies"), (.get, "/api/live"),
    ]

    /// Two of one region do not let a mass send go to the whole brand, nor change by other ways what is everybody's.
    @Test func whatConcernsEverybody_isForWhoSeesTheWhole() async throws {
        try await WebBench.with { bench in
            let brand = try await bench.services.tree.nodes()[0].id
            let east = try await bench.services.tree.create(parent: brand, kind: .region, name: "华东", code: "E", by: .commandLine).id
            let key = try await bench.key(.admin, node: east)
            let root = try await bench.key(.admin, node: brand)
            for (method, path) in Self.ofEverybody {
                let answer = try await bench.send(method, path, key: key)
                #expect(answer.status == 403 && answer.errorCode == "forbidden", "\(method) \(path): \(answer.text)")
                // Streams never end.
                guard path != "/api/live" else { continue }
                let whole = try await bench.send(method, path, key: root)
                #expect(whole.status != 403, "the root is the whole, \(method) \(path): \(whole.text)")
            }
            for path in [
                "/api/journeys", "/api/templates", "/api/channels", "/api/message-policy", "/api/slots", "/api/pages", "/api/links",
                "/api/origins", "/api/sources", "/api/media/accounts", "/api/settings", "/api/dictionary/events",
            ] {
                #expect(try await bench.send(.get, path, key: key).status == 200, "\(path) is read")
            }
            #expect(try await bench.send(.get, "/api/session", key: key).json["seesAll"] == false)
            #expect(try await bench.send(.get, "/api/session", key: root).json["seesAll"] == true)
        }
    }

    /// Nobody can tell whom a file speaks of, so only who brought it in and who sees the whole have it.
    @Test func importsOfOthers_areNone() async throws {
        try await WebBench.with { bench in
            let parts = try await Parts(bench)
            let colleague = try await bench.key(.marketer, node: parts.east)
            let file = try await bench.send(
                .post, "/api/imports?filename=a.csv", key: parts.key, raw: Array("user_id,city\ns1,上海\n".utf8))
            let id = try #require(file.json["id"]?.plainText, "\(file.text)")
            for (method, path) in [
                (.get, ""), (.get, "/refused.csv"), (.post, "/preview"), (.post, "/start"), (.post, "/cancel"),
            ] as [(HTTPRequest.Method, String)] {
                let answer = try await bench.send(method, "/api/imports/\(id)\(path)", key: colleague)
                #expect(answer.errorCode == "not_found", "\(path): \(answer.text)")
            }
            #expect(try await bench.send(.get, "/api/imports", key: colleague).json["items"] == [])
            #expect(try await parts.mine(.get, "/api/imports").json["items"]?.array?.count == 1)
            #expect(try await parts.mine(.get, "/api/imports/\(id)").status == 200)
            #expect(try await parts.mine(.get, "/api/imports/\(id)/refused.csv").status == 200)
            #expect(try await parts.mine(.post, "/api/imports/\(id)/cancel").errorCode == "conflict", "it does not run")
            #expect(try await bench.admin(.get, "/api/imports").json["items"]?.array?.count == 1)
            #expect(try await bench.admin(.get, "/api/imports/\(id)/refused.csv").status == 200)
        }
    }
}
