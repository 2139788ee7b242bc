import NIOHTTP1
import Vocabulary

/// What marketers do about customers: tags, and a conflict that waits for a decision.
extension DemoLoop {
    /// A small catalogue of tags, put on the most active shoppers.
    func tag() async throws {
        for (group, name, meaning) in [
            ("会员等级", "金卡会员", "近一年互动最多的客户"), ("会员等级", "银卡会员", "互动较多的客户"), ("偏好", "偏好护肤", "浏览和购买以护肤为主"),
            ("偏好", "偏好彩妆", "浏览和购买以彩妆为主"), ("服务", "已加美容顾问", "有专属美容顾问跟进"),
        ] { _ = try await post("/api/tags", ["group": .string(group), "name": .string(name), "description": .string(meaning)]) }
        for (rank, customer) in try await items("/api/customers?segment=known&sort=events&limit=60").enumerated() {
            guard let id = customer["id"]?.string else { continue }
            var names = [rank < 12 ? "金卡会员" : "银卡会员", dice(rank, 3) == 0 ? "偏好彩妆" : "偏好护肤"]
            if rank % 5 == 0 { names.append("已加美容顾问") }
            _ = try await post("/api/customers/\(id)/tags", ["add": .strings(names)])
        }
    }

    /// Two members who verified one family phone: whether they are one person, somebody has to decide.
    func shareAPhone(_ people: [Person]) async throws {
        guard people.count > 1 else { return }
        let client = try await orderSystem(label: "demo-members")
        let events: [JSONValue] = [0, 1].map { number in
            [
                "type": "identify", "userId": .string("m\(90_000 + number)"), "messageId": .string("demo-loop-phone-\(number)"),
                "identifiers": [["kind": "phone", "value": .string(people[0].phone), "verified": true]],
            ]
        }
        try await client.call(.POST, "/api/ingest/events", ["events": .array(events)])
        try await until("the identity conflict") { try await !items("/api/conflicts?status=open").isEmpty }
    }
}
