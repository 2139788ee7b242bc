import HTTPTypes
import Organisation
import Testing
import Vocabulary
import Web

@Suite struct LeadsTests {
    private static let hours: JSONValue = [[[540, 1080]], [], [], [], [], [], []]

    @Test func changingWhatIsNotThere_is404_andMakesNothing() async throws {
        try await WebBench.with { bench in
            for (path, body) in [
                ("/api/lead-pools", ["name": "公海"]), ("/api/sales-calendars", ["name": "早班", "weekly": Self.hours]),
                ("/api/assign-policies", ["name": "规则"]),
            ] as [(String, JSONValue)] {
                #expect(try await bench.admin(.put, "\(path)/7", body).errorCode == "not_found", "\(path)")
                #expect(try await bench.admin(.get, path).json["items"] == [], "\(path)")
                let made = try await bench.admin(.post, path, body)
                let id = try #require(made.json["id"]?.int, "\(path) \(made.text)")
                #expect(made.status == 201)
                let changed = try await bench.admin(.put, "\(path)/\(id)", body)
                #expect(changed.status == 200 && changed.json["id"]?.int == id, "\(path) \(changed.text)")
                #expect(try await bench.admin(.get, path).json["items"] == [changed.json], "\(path)")
                #expect(try await bench.admin(.put, "\(path)/\(id + 1)", body).errorCode == "not_found", "\(path)")
            }
            #expect(try await bench.admin(.patch, "/api/salespeople/7", ["name": "王芳"]).errorCode == "not_found")
            #expect(try await bench.admin(.delete, "/api/sales-leaves/7").errorCode == "not_found")
        }
    }

    /// A manager of one part of the organisation neither sees nor changes the absences of the others.
    @Test func absences_stayInTheirPartOfTheOrganisation() async throws {
        try await WebBench.with { bench in
            let brand = try await bench.services.tree.nodes()[0]
            var nodes: [Int64] = []
            for (name, code) in [("华东", "east"), ("华南", "south")] {
                let made = try await bench.admin(
                    .post, "/api/organisation", ["parent": .int(brand.id), "kind": "region", "name": .string(name), "code": .string(code)])
                nodes.append(try #require(made.json["id"]?.int, "\(made.text)"))
            }
            var people: [JSONValue] = []
            for (name, node) in zip(["王芳", "李强"], nodes) {
                let made = try await bench.admin(.post, "/api/salespeople", ["name": .string(name), "node": .int(node)])
                people.append(try #require(made.json["id"], "\(made.text)"))
            }
            func away(_ person: JSONValue, _ cover: JSONValue = .null) -> JSONValue {
                ["salesperson": person, "from": "2027-01-01", "to": "2027-01-02", "cover": cover]
            }
            let theirs = try await bench.admin(.post, "/api/sales-leaves", away(people[1]))
            let east = try await bench.key(.marketer, node: nodes[0])
            let mine = try await bench.send(.post, "/api/sales-leaves", away(people[0]), key: east)
            #expect(mine.status == 201, "\(mine.text)")
            #expect(try await bench.send(.post, "/api/sales-leaves", away(people[1]), key: east).errorCode == "not_found")
            #expect(try await bench.send(.post, "/api/sales-leaves", away(people[0], people[1]), key: east).errorCode == "not_found")
            #expect(try await bench.send(.get, "/api/sales-leaves", key: east).json["items"] == [mine.json])
            let other = try #require(theirs.json["id"]?.int)
            #expect(try await bench.send(.delete, "/api/sales-leaves/\(other)", key: east).errorCode == "not_found")
            #expect(try await bench.admin(.get, "/api/sales-leaves").json["items"]?.array?.count == 2)
        }
    }

    /// What a rule or a person refers to may go; the rest of it can still be changed.
    @Test func whatIsGone_doesNotHoldUpOtherChanges() async throws {
        try await WebBench.with { bench in
            let brand = try await bench.services.tree.nodes()[0]
            let region = try await bench.admin(
                .post, "/api/organisation", ["parent": .int(brand.id), "kind": "region", "name": "华东", "code": "east"])
            let node = try #require(region.json["id"]?.int, "\(region.text)")
            let person = try await bench.admin(.post, "/api/salespeople", ["name": "王芳", "node": .int(node)])
            let rule = try await bench.admin(.post, "/api/assign-policies", ["name": "规则", "nodes": [.int(node)]])
            #expect(person.status == 201 && rule.status == 201, "\(person.text) \(rule.text)")
            #expect(try await bench.admin(.delete, "/api/organisation/\(node)").status == 204)
            let off = try await bench.admin(
                .put, "/api/assign-policies/\(rule.json["id"]?.int ?? 0)", ["name": "规则", "nodes": [.int(node)], "active": false])
            #expect(off.status == 200 && off.json["active"] == false, "\(off.text)")
            let renamed = try await bench.admin(
                .patch, "/api/salespeople/\(person.json["id"]?.int ?? 0)", ["name": "王芳芳", "node": .int(node)])
            #expect(renamed.status == 200 && renamed.json["name"] == "王芳芳", "\(renamed.text)")
            let fresh = try await bench.admin(.post, "/api/assign-policies", ["name": "新规则", "nodes": [.int(node)]])
            #expect(fresh.errorCode == "bad_request", "\(fresh.text)")
        }
    }

    @Test func spendWithAnUnknownAccounting_isRefused() async throws {
        try await WebBench.with { bench in
            func set(_ accounting: JSONValue) async throws -> WebAnswer {
                try await bench.admin(
                    .post, "/api/media/spend",
                    ["rows": [["platform": "tencent_ads", "date": "2026-11-01", "costFen": 100, "accounting": accounting]]])
            }
            let refused = try await set("clicktime")
            #expect(refused.errorCode == "bad_request" && refused.text.contains("rows[0].accounting"), "\(refused.text)")
            #expect(try await set("conv_time").status == 200)
            #expect(try await set(.null).status == 200)
        }
    }

    @Test func whatIsMade_isAnswered() async throws {
        try await WebBench.with { bench in
            let pool = try await bench.admin(.post, "/api/lead-pools", ["name": "公海", "claimCap": 5])
            #expect(
                pool.status == 201 && pool.json["id"]?.int != nil && pool.json["claimCap"] == 5 && pool.json["leads"] == 0, "\(pool.text)")
            let people = try await [
                bench.admin(.post, "/api/salespeople", ["name": "王芳"]), bench.admin(.post, "/api/salespeople", ["name": "李强"]),
            ].compactMap { $0.json["id"] }
            let leave = try await bench.admin(
                .post, "/api/sales-leaves", ["salesperson": people[0], "from": "2027-01-01", "to": "2027-01-02", "cover": people[1]])
            #expect(leave.status == 201 && leave.json["salesperson"] == people[0] && leave.json["cover"] == people[1], "\(leave.text)")
            #expect(try await bench.admin(.get, "/api/sales-leaves").json["items"] == [leave.json])
            let id = try #require(leave.json["id"]?.int)
            #expect(try await bench.admin(.delete, "/api/sales-leaves/\(id)").status == 204)
            #expect(try await bench.admin(.delete, "/api/sales-leaves/\(id)").errorCode == "not_found")
        }
    }

    /// Who manages a part of the organisation changes the people of that part.
    @Test func thePeopleOfOthers_areNotChanged() async throws {
        try await WebBench.with { bench in
            let brand = try await bench.services.tree.nodes()[0]
            let east = try await bench.services.tree.create(parent: brand.id, kind: .region, name: "华东", code: "E", by: .commandLine)
            let person = try await bench.admin(.post, "/api/salespeople", ["name": "王芳"]).json["id"]?.int ?? 0
            let key = try await bench.key(.marketer, node: east.id)
            let change: JSONValue = ["weight": 500]
            #expect(try await bench.send(.patch, "/api/salespeople/\(person)", change, key: key).errorCode == "not_found")
            #expect(try await bench.admin(.patch, "/api/salespeople/\(person)", ["node": .int(east.id)]).status == 200)
            #expect(try await bench.send(.patch, "/api/salespeople/\(person)", change, key: key).json["weight"] == 500)
        }
    }

    /// Numbers that name nothing are refused, with the field and where to look.
    @Test func numbersThatNameNothing_are400() async throws {
        try await WebBench.with { bench in
            let person = try #require(try await bench.admin(.post, "/api/salespeople", ["name": "王芳"]).json["id"])
            let day: [(String, JSONValue)] = [("from", "2027-01-01"), ("to", "2027-01-02")]
            func leave(_ members: (String, JSONValue)...) -> JSONValue {
                .object(JSONObject((day + members).map { JSONObject.Member($0.0, $0.1) }))
            }
            let wrong: [(HTTPRequest.Method, String, JSONValue, String)] = [
                (.post, "/api/sales-leaves", leave(("salesperson", 99)), "salesperson"),
                (.post, "/api/sales-leaves", leave(("salesperson", person), ("cover", 99)), "cover"),
                (.post, "/api/sales-leaves", leave(("salesperson", person), ("cover", person)), "cover"),
                (.post, "/api/assign-policies", ["name": "规则", "pool": 99], "pool"),
                (.post, "/api/assign-policies", ["name": "规则", "leader": 99], "leader"),
                (.post, "/api/assign-policies", ["name": "规则", "nodes": [99]], "nodes"),
                (.post, "/api/assign-policies", ["name": "规则", "nodes": ["1"]], "nodes"),
                (.post, "/api/assign-policies", ["name": "规则", "conditions": ["product": "茶"]], "product"),
                (.post, "/api/assign-policies", ["name": "规则", "conditions": ["茶"]], "conditions"),
                (.post, "/api/salespeople", ["name": "李强", "account": 99], "account"),
                (.post, "/api/salespeople", ["name": "李强", "node": 99], "node"),
                (.post, "/api/salespeople", ["name": "李强", "calendar": 99], "calendar"),
                (.post, "/api/salespeople", ["name": "李强", "channels": [99]], "channels"),
                (.post, "/api/salespeople", ["name": "李强", "channels": "1"], "channels"),
                (.patch, "/api/salespeople/\(person.plainText ?? "")", ["calendar": 99], "calendar"),
                (.patch, "/api/salespeople/\(person.plainText ?? "")", ["name": " "], "name"),
                (.post, "/api/lead-pools", ["name": "公海", "claimCap": -1], "claimCap"),
                (.post, "/api/lead-pools", ["name": "公海", "recycleDays": 100_000], "recycleDays"),
                (.post, "/api/sales-calendars", ["name": "早班", "weekly": Self.hours, "exceptions": ["soon": []]], "exceptions"),
                (
                    .post, "/api/sales-calendars", ["name": "早班", "weekly": Self.hours, "exceptions": ["2026-10-01": [[9, 8]]]],
                    "exceptions"
                ),
            ]
            for (method, path, body, field) in wrong {
                let answer = try await bench.admin(method, path, body)
                #expect(answer.errorCode == "bad_request", "\(path) \(body.text): \(answer.text)")
                #expect(answer.json["error"]?["message"]?.string?.contains(field) == true, "\(path) \(body.text): \(answer.text)")
                #expect(answer.json["error"]?["hint"]?.string?.isEmpty == false)
            }
            for path in ["/api/sales-leaves", "/api/assign-policies", "/api/lead-pools", "/api/sales-calendars"] {
                #expect(try await bench.admin(.get, path).json["items"] == [], "\(path)")
            }
            #expect(try await bench.admin(.get, "/api/salespeople").json["items"]?.array?.count == 1)
            // What does name something is taken.
            let pool = try #require(try await bench.admin(.post, "/api/lead-pools", ["name": "公海"]).json["id"])
            let rule = try await bench.admin(
                .post, "/api/assign-policies", ["name": "规则", "pool": pool, "leader": person, "nodes": [1], "conditions": ["page": [3]]])
            #expect(rule.status == 201 && rule.json["nodes"] == [1], "\(rule.text)")
        }
    }
}
