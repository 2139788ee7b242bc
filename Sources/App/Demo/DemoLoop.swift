import Foundation
import NIOHTTP1
import Vocabulary

/// Walks the loop on the sample data: origins with spend, links and a page, salespeople and leads, journeys and messages, orders told back to the
/// sandbox's ad platforms. Everything goes through the public API; nothing reaches anybody outside.
struct DemoLoop {
    let admin: LocalClient
    /// Public address, for example "http://127.0.0.1:8170".
    let address: String
    let now: Instant
    let zone: TimeZoneRules

    /// Does it once; a second start finds it done.
    func run() async throws {
        guard try await items("/api/origins").isEmpty else { return }
        let origins = try await makeOrigins()
        try await makeSpend(origins)
        let channels = try await makeChannels()
        let (page, links) = try await makePage(origins)
        try await makeSalespeople(robot: channels.robot)
        let templates = try await makeTemplates(channels)
        try await makeJourneys(templates)
        try await makeAdAccounts(origins)
        try await makeSlot()
        let people = try await walk(page: page, links: links)
        try await shop(people)
        try await work()
    }

    // MARK: Help

    private func items(_ path: String) async throws -> [JSONValue] { try await admin.call(.GET, path)["items"]?.array ?? [] }

    private func post(_ path: String, _ body: JSONValue) async throws -> JSONValue { try await admin.call(.POST, path, body) }

    private func id(_ json: JSONValue) throws -> Int64 {
        guard let id = json["id"]?.int ?? json["id"]?.plainText.flatMap({ Int64($0) }) else {
            throw LianluError(.internal, "The demo made something without a number.")
        }
        return id
    }

    /// The same made-up figure for the same place, from 0 up to `most`.
    private func dice(_ seed: Int, _ most: Int) -> Int { abs((seed &* 2_654_435_761) >> 7) % most }

    private func until(_ what: String, _ check: () async throws -> Bool) async throws {
        for _ in 0..<200 {
            if try await check() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw LianluError(.unavailable, "The demo waited in vain for \(what).", hint: "Start it again with an empty folder.")
    }

    // MARK: What a brand sets up

    private func makeOrigins() async throws -> [String: Int64] {
        var made: [String: Int64] = [:]
        func origin(
            _ code: String, _ name: String, _ kind: String, platform: String = "", parent: String? = nil, source: String? = nil,
            cost: String = ""
        )
            async throws
        {
            var body: JSONObject = [
                "code": .string(code), "name": .string(name), "kind": .string(kind), "platform": .string(platform), "owner": "林薇",
                "costNote": .string(cost),
            ]
            if let parent, let number = made[parent] { body["parent"] = .int(number) }
            if let source { body["rules"] = [["field": "utm_source", "value": .string(source)]] }
            made[code] = try id(try await post("/api/origins", .object(body)))
        }
        try await origin("paid", "付费投放", "ad")
        try await origin("tencent", "腾讯广告 · 朋友圈", "ad", platform: "tencent_ads", parent: "paid", cost: "日预算 1,500 元")
        try await origin("douyin", "巨量引擎 · 抖音信息流", "ad", platform: "ocean_engine", parent: "paid", source: "抖音信息流", cost: "日预算 2,000 元")
        try await origin("baidu", "百度搜索推广", "ad", platform: "baidu", parent: "paid", source: "百度搜索推广", cost: "按点击付费")
        try await origin("free", "自然流量", "other")
        try await origin("organic", "百度自然搜索", "other", parent: "free", source: "百度自然搜索")
        try await origin("edm", "邮件营销", "other", parent: "free", source: "邮件营销")
        try await origin("direct", "直接访问", "other", parent: "free", source: "直接访问")
        return made
    }

    private func makeSpend(_ origins: [String: Int64]) async throws {
        let today = zone.date(at: now)
        var rows: [JSONValue] = []
        for (place, (code, platform, daily)) in [
            ("douyin", "ocean_engine", 5_200), ("baidu", "baidu", 6_800), ("tencent", "tencent_ads", 1_500),
        ]
        .enumerated() {
            for day in 0..<DemoStory.days where code != "tencent" || day < 7 {
                let yuan = daily / 40 + dice(place * 1000 + day, daily / 20)
                let clicks = yuan * 3 / 5 + dice(place * 77 + day, 20)
                rows.append([
                    "platform": .string(platform), "account": .string("\(20_000_001 + place)"), "campaign": .string("\(code)-2026q4"),
                    "campaignName": "2026 秋季新品", "origin": .optional(origins[code]), "date": .string(today.adding(days: -day).description),
                    "costFen": .int(yuan * 100), "impressions": .int(clicks * (30 + dice(day, 20))), "clicks": .int(clicks),
                ])
            }
        }
        _ = try await post("/api/media/spend", ["rows": .array(rows)])
        try await admin.call(.PATCH, "/api/media/settings", ["grossMarginPercent": 62, "valueWindowDays": 30])
    }

    private func makeChannels() async throws -> (sms: Int64, robot: Int64) {
        let platforms = try await items("/api/sandbox")
        func credential(_ platform: String, _ name: String) -> JSONValue {
            platforms.first { $0["name"]?.string == platform }?["credentials"]?[name] ?? ""
        }
        func channel(_ kind: String, _ name: String, _ platform: String, _ fields: [String]) async throws -> Int64 {
            var values: JSONObject = ["baseURL": .string("\(address)/sandbox/\(platform)")]
            for field in fields { values[field] = credential(platform, field) }
            return try id(try await post("/api/channels", ["kind": .string(kind), "name": .string(name), "values": .object(values)]))
        }
        let sms = try await channel("sms_aliyun", "阿里云短信（沙箱）", "aliyun_sms", ["accessKeyId", "accessKeySecret", "signName"])
        _ = try await channel("sms_tencent", "腾讯云短信（沙箱）", "tencent_sms", ["secretId", "secretKey", "sdkAppId", "signName"])
        let robot = try await channel("wecom_robot", "销售群机器人（沙箱）", "wecom_robot", ["key"])
        return (sms, robot)
    }

    private func makePage(_ origins: [String: Int64]) async throws -> (slug: String, links: [String]) {
        let made = try await post("/api/pages", ["name": "双十二护肤预约", "slug": "skin-1212"])
        var draft = made["draft"]?.object ?? JSONObject()
        draft["root"] = [
            "title": "双十二护肤专场", "description": "测肤质、配方案，先试后买", "color": "#b0466b", "footer": "© 示例护肤品牌 · 沪ICP备00000000号",
            "language": "zh-Hans",
        ]
        let texts: [String: JSONObject] = [
            "hero": ["title": "双十二护肤专场\n先测肤质，再配方案", "subtitle": "三分钟测肤，护肤顾问一对一。\n预约即送 7 天试用装。", "button": "免费预约"],
            "features": [
                "title": "三个理由",
                "items": [
                    ["title": "成分公开", "text": "每一支都有检测报告", "image": ""], ["title": "顾问一对一", "text": "按肤质和预算搭配", "image": ""],
                    ["title": "放心退换", "text": "7 天无理由", "image": ""],
                ],
            ],
            "text": ["title": "怎么开始", "text": "<b>第一步</b>留下电话，顾问 10 分钟内联系您。<ul><li>收到 7 天试用装</li><li>满意再下单</li></ul>"],
            "form": ["title": "预约测肤", "product": "保湿精华 30ml", "thanks": "已收到，护肤顾问会在 10 分钟内联系您。"],
        ]
        draft["blocks"] = .array(
            (draft["blocks"]?.array ?? []).map { block in
                guard var object = block.object, let type = block["type"]?.string, let own = texts[type] else { return block }
                for member in own { object[member.name] = member.value }
                return .object(object)
            })
        let number = try id(made)
        let saved = try await admin.call(
            .PUT, "/api/pages/\(number)/draft", ["content": .object(draft), "revision": made["revision"] ?? 1])
        _ = try await post("/api/pages/\(number)/publish", ["revision": saved["revision"] ?? 2])
        var links: [String] = []
        for (name, origin, medium) in [
            ("朋友圈 · 素材 A", "tencent", "feed"), ("朋友圈 · 素材 B", "tencent", "feed"), ("抖音信息流 · 视频 1", "douyin", "video"),
        ] {
            let link = try await post(
                "/api/links",
                [
                    "name": .string(name), "origin": .optional(origins[origin]), "page": .int(number),
                    "utm": ["source": .string(origin), "medium": .string(medium), "campaign": "双十二"],
                ])
            links.append("/l/" + (link["slug"]?.string ?? ""))
        }
        return ("skin-1212", links)
    }

    private func makeSalespeople(robot: Int64) async throws {
        _ = try await post("/api/lead-pools", ["name": "全国公海", "claimCap": 10, "blockDays": 3, "recycleDays": 15])
        let hours = JSONValue.array((0..<7).map { _ in [[540, 1320]] })
        let calendar = try id(
            try await post("/api/sales-calendars", ["name": "每天 9:00–22:00", "zone": "Asia/Shanghai", "weekly": hours]))
        var first: Int64?
        for (name, weight, regions) in [
            ("王芳", 1000, ["上海", "杭州", "南京", "苏州"]), ("李强", 1000, []), ("陈静", 800, ["广州", "深圳"]), ("赵磊", 500, []),
        ] {
            let person = try await post(
                "/api/salespeople",
                [
                    "name": .string(name), "weight": .int(weight), "capacity": 15, "regions": .strings(regions), "channels": [.int(robot)],
                    "phone": "13900000000", "calendar": name == "赵磊" ? .int(calendar) : .null,
                ])
            if first == nil { first = try id(person) }
        }
        let pool = try await items("/api/lead-pools").first.map(id)
        _ = try await post(
            "/api/assign-policies",
            [
                "name": "华东与全国 · 按权重轮流", "mode": "round_robin", "priority": 100, "slaMinutes": 30, "pool": .optional(pool),
                "leader": .optional(first),
            ])
    }

    private func makeTemplates(_ channels: (sms: Int64, robot: Int64)) async throws -> [Int64] {
        var made: [Int64] = []
        for (name, purpose, text) in [
            (
                "加购未下单提醒", "marketing",
                "{{ customer.name | default: \"您好\" }}，您选的{{ event.name | default: \"商品\" }}还在购物车里，今晚 12 点前下单立减 20 元。拒收请回复R"
            ),
            ("新线索致谢", "transactional", "{{ customer.name | default: \"您好\" }}，预约已收到，护肤顾问会尽快联系您。"),
            ("沉睡客户唤回", "marketing", "{{ customer.name | default: \"您好\" }}，好久不见，送您一张 30 元券，7 天内有效。拒收请回复R"),
        ] {
            made.append(
                try id(
                    try await post(
                        "/api/templates",
                        [
                            "name": .string(name), "account": .int(channels.sms), "purpose": .string(purpose), "text": .string(text),
                            "code": "SMS_100001", "quiet": purpose == "marketing" ? "defer" : "ignore",
                            "params": [["name": "name", "value": "{{ customer.name | default: \"您好\" }}"]],
                        ])))
        }
        return made
    }

    private func makeJourneys(_ templates: [Int64]) async throws {
        func journey(_ name: String, _ draft: JSONValue, publish: Bool) async throws {
            let made = try id(try await post("/api/journeys", ["name": .string(name), "draft": draft]))
            if publish { _ = try await post("/api/journeys/\(made)/publish", [:]) }
        }
        try await journey(
            "加购未下单提醒",
            [
                "entry": ["type": "event", "event": "add_to_cart"], "entryMode": ["mode": "after_exit", "minGapMinutes": 1440],
                "goal": ["event": "Order Completed", "exits": true], "start": "wait",
                "nodes": [
                    [
                        "id": "wait", "type": "wait_for_event", "event": "Order Completed", "seconds": 20, "matched": "",
                        "timeout": "payer",
                    ],
                    ["id": "payer", "type": "condition", "rule": ["tag": "高频付费"], "yes": "sms", "no": ""],
                    ["id": "sms", "type": "send", "template": .int(templates[0]), "next": "tag"],
                    ["id": "tag", "type": "tag", "tag": "已提醒加购", "next": ""],
                ],
            ], publish: true)
        try await journey(
            "新线索致谢",
            [
                "entry": ["type": "event", "event": "$lead_created"], "entryMode": ["mode": "after_exit", "minGapMinutes": 1440],
                "start": "thanks",
                "nodes": [["id": "thanks", "type": "send", "template": .int(templates[1]), "next": ""]],
            ], publish: true)
        try await journey(
            "沉睡客户唤回（待发布）",
            [
                "entry": [
                    "type": "schedule", "cron": "0 10 * * 1", "zone": "Asia/Shanghai",
                    "rule": [
                        "all": [
                            ["orders": "count", "op": "gte", "value": 1],
                            ["not": ["event": "Order Completed", "op": "gte", "count": 1, "within": "30d"]],
                        ]
                    ],
                ],
                "holdout": 1000, "start": "sms", "nodes": [["id": "sms", "type": "send", "template": .int(templates[2]), "next": ""]],
            ], publish: false)
    }

    private func makeAdAccounts(_ origins: [String: Int64]) async throws {
        let platforms = try await items("/api/sandbox")
        func credential(_ platform: String, _ name: String) -> JSONValue {
            platforms.first { $0["name"]?.string == platform }?["credentials"]?[name] ?? ""
        }
        _ = try await post(
            "/api/media/accounts",
            [
                "platform": "tencent_ads", "name": "腾讯广告（沙箱）", "externalId": credential("tencent_ads", "externalId"),
                "token": credential("tencent_ads", "token"), "holdMinutes": 10,
                "settings": [
                    "userActionSetId": credential("tencent_ads", "userActionSetId"), "baseURL": .string("\(address)/sandbox/tencent_ads"),
                ],
            ])
        _ = try await post(
            "/api/media/accounts",
            [
                "platform": "ocean_engine", "name": "巨量引擎（沙箱）", "externalId": credential("ocean_engine", "externalId"),
                "settings": ["baseURL": .string("\(address)/sandbox/ocean_engine")],
            ])
    }

    private func makeSlot() async throws {
        let slot = try id(try await post("/api/slots", ["key": "home_popup", "name": "首页弹窗", "kind": "popup"]))
        _ = try await post(
            "/api/slots/\(slot)/contents",
            [
                "name": "高频付费专享", "priority": 10, "rule": ["tag": "高频付费"], "cap": 1, "capDays": 7, "active": true,
                "content": ["title": "会员专享", "text": "双十二满 299 减 40，今晚截止", "button": "去看看", "url": "https://shop.example.com/1212"],
            ])
    }

    // MARK: What people do

    private struct Person {
        var phone: String
        var platform: String
    }

    /// Visitors click ads; three quarters leave a number.
    private func walk(page: String, links: [String]) async throws -> [Person] {
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

    /// Some buy, some fill a cart: told by the shop's server, known by their phone.
    private func shop(_ people: [Person]) async throws {
        let source = try id(try await post("/api/sources", ["name": "订单系统", "channel": "server", "kind": "native"]))
        guard let key = try await post("/api/sources/\(source)/keys", ["kind": "server", "label": "demo"])["value"]?.string else {
            throw LianluError(.internal, "The demo key of 订单系统 could not be made.")
        }
        let client = LocalClient(url: address, authorization: "Bearer " + key)
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
    private func work() async throws {
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
