import Foundation
import NIOHTTP1
import Vocabulary

/// What people do.
extension DemoLoop {
    struct Person {
        var phone: String
        var platform: String
    }

    /// Visitors click ads; three quarters leave a number.
    func walk(page: String, links: [String]) async throws -> [Person] {
        var people: [(visitor: DemoVisitor, person: Person, name: String, city: String)] = []
        for number in 0..<30 {
            let place = number % links.count
            let isTencent = place < 2
            var visitor = DemoVisitor(address: address)
            try await visitor.open(links[place] + (isTencent ? "?gdt_vid=demo-gdt-\(number)" : "?clickid=demo-ocean-\(number)"))
            people.append(
                (
                    visitor,
                    Person(
                        phone: "137" + String(20_000_000 + number * 104_729).suffix(8), platform: isTencent ? "tencent_ads" : "ocean_engine"
                    ),
                    DemoCatalogue.surnames[number % DemoCatalogue.surnames.count] + (number % 2 == 0 ? "女士" : "先生"),
                    ["上海", "北京", "广州", "深圳", "其他"][number % 5]
                ))
        }
        try await Task.sleep(for: .milliseconds(2_200))
        var left: [Person] = []
        for (number, one) in people.enumerated() where number % 4 != 3 {
            try await one.visitor.submit(page: page, phone: one.person.phone, name: one.name, city: one.city)
            left.append(one.person)
        }
        let count = left.count
        try await until("the leads") { try await items("/api/leads?limit=200").count >= count }
        return left
    }

    /// A client with a server key of the shop's order system.
    func orderSystem(label: String) async throws -> LocalClient {
        let known = try await items("/api/sources?limit=500").first { $0["name"]?.string == "订单系统" }
        let made = if let known { known } else { try await post("/api/sources", ["name": "订单系统", "channel": "server", "kind": "native"]) }
        let key = try await post("/api/sources/\(try id(made))/keys", ["kind": "server", "label": .string(label)])
        guard let value = key["value"]?.string else { throw LianluError(.internal, "The demo key of 订单系统 could not be made.") }
        return LocalClient(url: address, authorization: "Bearer " + value)
    }

    /// Some buy, some fill a cart: told by the shop's server, known by their phone.
    func shop(_ people: [Person]) async throws {
        let client = try await orderSystem(label: "demo")
        var events: [JSONValue] = []
        for (number, person) in people.enumerated() {
            let product = DemoCatalogue.products[number % DemoCatalogue.products.count]
            let price = JSONValue.double(Double(product.fen) / 100)
            func event(_ name: String, _ properties: JSONObject, tags: [JSONValue] = []) -> JSONValue {
                var json: JSONObject = [
                    "type": "track", "event": .string(name), "messageId": .string("demo-loop-\(name)-\(number)"),
                    "userId": .string("m\(90_000 + number)"), "identifiers": [["kind": "phone", "value": .string(person.phone)]],
                    "properties": .object(properties),
                ]
                if !tags.isEmpty { json["tags"] = ["add": .array(tags)] }
                return .object(json)
            }
            if number % 2 == 0 {
                events.append(
                    event(
                        "add_to_cart", ["name": .string(product.name), "product_id": .string(product.id), "price": price],
                        tags: number % 4 == 0 ? ["高频付费"] : []))
            }
            if number % 4 == 1 {
                events.append(
                    event(
                        "Order Completed",
                        [
                            "order_id": .string("L\(202_700_000 + number)"), "total": price, "currency": "CNY",
                            "products": [
                                [
                                    "product_id": .string(product.id), "name": .string(product.name), "category": .string(product.category),
                                    "price": price, "quantity": 1,
                                ]
                            ],
                        ]))
            }
        }
        try await client.call(.POST, "/api/ingest/events", ["events": .array(events)])
    }

    /// Salespeople work on what they got; one lead waits in the pool.
    func work() async throws {
        let notes = ["已电话联系，对保湿系列感兴趣", "加了微信，发了肤质测试", "约了周六到店", "价格还在比较，两天后再联系", "已报价，等回复"]
        for (number, lead) in try await items("/api/leads?limit=200").reversed().enumerated() {
            guard lead["owner"]?.int != nil, let lead = lead["id"]?.int else { continue }
            func follow(_ kind: String, _ text: String) async throws {
                _ = try await post("/api/leads/\(lead)/follow-ups", ["kind": .string(kind), "text": .string(text)])
            }
            func move(_ stage: String, _ more: JSONObject = JSONObject()) async throws {
                var body: JSONObject = ["stage": .string(stage)]
                for member in more { body[member.name] = member.value }
                _ = try await post("/api/leads/\(lead)/stage", .object(body))
            }
            switch number % 7 {
            case 0:
                try await follow("call", notes[0])
                try await move("qualified")
            case 1:
                try await follow("call", notes[4])
                try await move("qualified")
                try await move("won", ["valueFen": .int(29_900 + Int64(number) * 1_000)])
            case 2: try await follow("note", notes[1])
            case 3: try await move("invalid", ["reason": "bad_number"])
            case 4:
                try await follow("call", notes[3])
                try await move("qualified")
                try await move("opportunity")
            case 5: if number < 14 { _ = try await post("/api/leads/\(lead)/hand-back", ["reason": "不在我的区域"]) }
            default: break
            }
        }
    }
}
