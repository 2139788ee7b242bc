import HTTPTypes
import Organisation
import Testing
import Vocabulary
import Web

@Suite struct AnalyseTests {
    @Test func trend_countsWhatArrived() async throws {
        try await WebBench.with { bench in
            try await bench.deliver([
                WebBench.track("Viewed", "u1", "1", properties: ["city": "上海"]),
                WebBench.track("Viewed", "u1", "2", properties: ["city": "上海"]),
                WebBench.track("Viewed", "u2", "3"), WebBench.track("Paid", "u2", "4"),
            ])
            let question: JSONValue = ["event": "Viewed", "from": "2026-11-23", "to": "2026-11-23", "interval": "day", "measure": "count"]
            let answer = try await bench.admin(.post, "/api/analyse/trend", question).json
            #expect(answer["series"] == [["key": "Viewed", "values": [3]]])
            #expect(answer["intervals"] == ["2026-11-22T16:00:00.000Z"])
            var people = question.object!
            people["measure"] = "customers"
            people["breakdown"] = ["property": "city"]
            let broken = try await bench.admin(.post, "/api/analyse/trend", .object(people)).json
            #expect(broken["series"] == [["key": "上海", "values": [1]], ["key": "$none", "values": [1]]])
        }
    }

    @Test func weeks_beginOnTheDayOfTheSettings() async throws {
        try await WebBench.with { bench in
            let question: JSONValue = ["from": "2026-11-01", "to": "2026-11-07", "interval": "week"]
            func weeks() async throws -> Int {
                try await bench.admin(.post, "/api/analyse/trend", question).json["intervals"]?.array?.count ?? 0
            }
            func overview() async throws -> Int {
                let answer = try await bench.admin(.get, "/api/overview?from=2026-11-01&to=2026-11-07&interval=week")
                return answer.json["series"]?["newCustomers"]?["intervals"]?.array?.count ?? 0
            }
            // 2026-11-01 is a Sunday.
            #expect(try await weeks() == 2)
            #expect(try await overview() == 2)
            #expect(try await bench.admin(.patch, "/api/settings", ["weekStart": "sunday"]).status == 200)
            #expect(try await weeks() == 1)
            #expect(try await overview() == 1)
            let sentence = try await bench.admin(.post, "/api/analyse/trend", question).json["definition"]?["sentence"]?.string ?? ""
            #expect(sentence.contains("weeks begin on Sunday"))
        }
    }

    @Test func overview_addsUp() async throws {
        try await WebBench.with { bench in
            try await bench.deliver([
                WebBench.identify("u1"), WebBench.track("Viewed", "u1", "1"),
                WebBench.track(
                    "Order Completed", "u1", "2",
                    properties: [
                        "order_id": "O1", "total": 295.01, "currency": "CNY",
                        "products": [["product_id": "P1", "name": "茶壶", "price": 295.01, "quantity": 1]],
                    ]),
            ])
            let overview = try await bench.admin(.get, "/api/overview?from=2026-11-23&to=2026-11-23&interval=day").json
            let current = try #require(overview["current"])
            #expect(
                current["events"] == 2 && current["newCustomers"] == 1 && current["orders"] == 1 && current["gmvFen"] == 29501,
                "\(current.text)")
            #expect(overview["series"]?["newCustomers"]?["series"]?[0]?["values"] == [1])
            let orders = try await bench.admin(.get, "/api/orders?from=2026-11-23&to=2026-11-23").json
            #expect(orders["summary"]?["netRevenueFen"] == 29501)
            #expect(orders["items"]?[0]?["items"]?[0]?["productId"] == "P1")
            #expect(try await bench.admin(.get, "/api/products").json["items"]?[0]?["orders"] == 1)
        }
    }

    @Test func dictionary_namesEvents() async throws {
        try await WebBench.with { bench in
            try await bench.deliver([WebBench.track("加入购物车", "u1", "1", properties: ["n": 3])])
            let path = "/api/dictionary/events/%E5%8A%A0%E5%85%A5%E8%B4%AD%E7%89%A9%E8%BD%A6"
            #expect(try await bench.admin(.patch, path, ["displayName": ["en": "Add to cart"], "description": "…"]).status == 200)
            let list = try await bench.admin(.get, "/api/dictionary/events")
            let entries = try #require(list.json["items"]?.array, "\(list.text)")
            let entry = try #require(entries.first { $0["name"] == "加入购物车" })
            #expect(entry["displayName"] == ["en": "Add to cart"] && entry["events30d"] == 1)
            #expect(try await bench.admin(.patch, "/api/dictionary/events/ghost", ["hidden": true]).errorCode == "not_found")
        }
    }

    @Test func exports_streamFiles_maskedUnlessRevealed() async throws {
        try await WebBench.with { bench in
            try await bench.deliver([
                WebBench.identify("u1", phone: "13800138000"), WebBench.track("Viewed", "u1", "1", properties: ["tel": "13800138000"]),
            ])
            let cookie = try await bench.signIn(.marketer)
            let masked = try await bench.send(.get, "/api/export/events?event=Viewed", cookie: cookie)
            #expect(masked.status == 200 && masked.text.contains("138****8000") && !masked.text.contains("13800138000"))
            #expect(try await bench.send(.get, "/api/export/events?event=Viewed&reveal=true", cookie: cookie).text.contains("13800138000"))
            #expect(try await bench.send(.get, "/api/export/events?format=parquet", cookie: cookie).errorCode == "forbidden")
            #expect(try await bench.admin(.get, "/api/export/events?event=ghost").text.isEmpty)
            let csv = try await bench.send(.get, "/api/export/customers?format=csv", cookie: cookie).text
            #expect(csv.hasPrefix("\u{FEFF}id,name") && csv.contains("138****8000"))
            #expect(try await bench.admin(.get, "/api/export/customers").json["identifiers"]?.array?.count == 2)
        }
    }
}
