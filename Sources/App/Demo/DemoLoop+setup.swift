import NIOHTTP1
import Vocabulary

/// What a brand sets up.
extension DemoLoop {
    func makeOrigins() async throws -> [String: Int64] {
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

    func makeSpend(_ origins: [String: Int64]) async throws {
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

    func makeChannels() async throws -> (sms: Int64, robot: Int64) {
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

    func makePage(_ origins: [String: Int64]) async throws -> (slug: String, links: [String]) {
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

    func makeSalespeople(robot: Int64) async throws {
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

    func makeTemplates(_ channels: (sms: Int64, robot: Int64)) async throws -> [Int64] {
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

    func makeJourneys(_ templates: [Int64]) async throws {
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

    func makeAdAccounts(_ origins: [String: Int64]) async throws {
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

    func makeSlot() async throws {
        let slot = try id(try await post("/api/slots", ["key": "home_popup", "name": "首页弹窗", "kind": "popup"]))
        _ = try await post(
            "/api/slots/\(slot)/contents",
            [
                "name": "高频付费专享", "priority": 10, "rule": ["tag": "高频付费"], "cap": 1, "capDays": 7, "active": true,
                "content": ["title": "会员专享", "text": "双十二满 299 减 40，今晚截止", "button": "去看看", "url": "https://shop.example.com/1212"],
            ])
    }
}
