public import Vocabulary

/// The types of blocks with their fields and an example each: what editors build forms from.
public enum BlockCatalogue {
    /// Fields by type.
    static let fields: [String: [BlockField]] = [
        "hero": [
            BlockField("title", .text, required: true, most: 60), BlockField("subtitle", .longText, most: 200),
            BlockField("image", .image, most: 1000),
            BlockField("button", .text, most: 20),
        ],
        "text": [BlockField("title", .text, most: 60), BlockField("text", .richText, required: true, most: 5000)],
        "image": [BlockField("url", .image, required: true, most: 1000), BlockField("alt", .text, most: 120)],
        "video": [
            BlockField("url", .video, required: true, most: 1000), BlockField("poster", .image, most: 1000),
            BlockField("title", .text, most: 60),
        ],
        "features": [
            BlockField("title", .text, most: 60),
            BlockField(
                "items", .list, required: true, most: 12,
                fields: [
                    BlockField("title", .text, required: true, most: 30), BlockField("text", .longText, most: 200),
                    BlockField("image", .image, most: 1000),
                ]),
        ],
        "form": [
            BlockField("title", .text, most: 60),
            BlockField(
                "fields", .list, required: true, most: 12,
                fields: [
                    BlockField("name", .text, required: true, most: 40), BlockField("label", .text, required: true, most: 40),
                    BlockField("kind", .choice, required: true, most: 20, values: PageForm.Field.Kind.allCases.map(\.rawValue)),
                    BlockField("required", .bool, most: 1), BlockField("options", .texts, most: 50),
                ]),
            BlockField("consent", .longText, required: true, most: 300), BlockField("noticeVersion", .text, required: true, most: 40),
            BlockField("marketing", .longText, most: 200), BlockField("purposes", .texts, most: 10),
            BlockField("submit", .text, required: true, most: 20), BlockField("thanks", .longText, required: true, most: 300),
            BlockField("product", .text, most: 80),
        ],
        "phone": [BlockField("label", .text, required: true, most: 20), BlockField("phone", .phone, required: true, most: 24)],
        "consult": [BlockField("label", .text, required: true, most: 20), BlockField("target", .target, required: true, most: 1000)],
        "faq": [
            BlockField("title", .text, most: 60),
            BlockField(
                "items", .list, required: true, most: 30,
                fields: [
                    BlockField("question", .text, required: true, most: 120), BlockField("answer", .longText, required: true, most: 2000),
                ]),
        ],
        "countdown": [
            BlockField("title", .text, most: 60), BlockField("until", .time, required: true, most: 40),
            BlockField("over", .text, required: true, most: 60),
        ],
        "bar": [
            BlockField("label", .text, required: true, most: 20), BlockField("target", .target, required: true, most: 1000),
            BlockField("note", .text, most: 40),
        ],
    ]

    /// Fields of the page itself.
    static let root: [BlockField] = [
        BlockField("title", .text, required: true, most: 80), BlockField("description", .longText, most: 200),
        BlockField("color", .text, most: 7),
        BlockField("footer", .longText, most: 300), BlockField("slots", .texts, most: 5),
        BlockField("language", .choice, most: 10, values: PageRoot.languages),
    ]

    /// A filled block of each type, without its id.
    static let examples: [String: JSONValue] = [
        "hero": ["title": "一杯好茶，送到家门口", "subtitle": "武夷山核心产区，今年春茶已到仓。\n留下电话，茶师为您搭配。", "image": "", "button": "立即预约"],
        "text": ["title": "为什么选我们", "text": "<b>自有茶园</b>，每一批都有检测报告。<ul><li>产地直发，48 小时到家</li><li>不满意 7 天无理由退货</li></ul>"],
        "image": ["url": "https://images.example.com/tea.jpg", "alt": "茶园"],
        "video": ["url": "https://media.example.com/tea.mp4", "poster": "", "title": "60 秒看懂制茶"],
        "features": [
            "title": "三个理由",
            "items": [
                ["title": "产地直发", "text": "核心产区，自有茶园", "image": ""], ["title": "茶师一对一", "text": "按口味和预算搭配", "image": ""],
                ["title": "放心退换", "text": "7 天无理由", "image": ""],
            ],
        ],
        "form": [
            "title": "预约品鉴",
            "fields": [
                ["name": "phone", "label": "手机号", "kind": "phone", "required": true],
                ["name": "name", "label": "怎么称呼您", "kind": "name", "required": false],
                ["name": "city", "label": "所在城市", "kind": "select", "required": false, "options": ["北京", "上海", "广州", "深圳", "其他"]],
            ],
            "consent": "我已阅读并同意《个人信息处理说明》，同意贵司为回复本次咨询联系我。", "noticeVersion": "2026-11", "marketing": "愿意收到优惠短信（可随时回复 R 退订）",
            "purposes": ["marketing_sms"], "submit": "提交预约", "thanks": "已收到，茶师会在 10 分钟内联系您。", "product": "",
        ],
        "phone": ["label": "电话咨询", "phone": "400-800-1234"],
        "consult": ["label": "微信咨询", "target": "https://work.weixin.qq.com/kfid/kfc0000000000000000"],
        "faq": [
            "title": "常见问题",
            "items": [["question": "多久能收到？", "answer": "江浙沪次日达，其他地区 2–3 天。"], ["question": "可以开发票吗？", "answer": "可以，下单后联系客服即可。"]],
        ],
        "countdown": ["title": "双十二专享价，距结束还有", "until": "2026-12-12T23:59:59+08:00", "over": "活动已结束，欢迎咨询"],
        "bar": ["label": "免费预约", "target": "form", "note": "仅剩 32 个名额"],
    ]

    /// As the API answers it: `items` (types with fields and example) and `root`.
    public static var json: JSONValue {
        [
            "items": .array(
                PageBlock.types.map { type in
                    [
                        "type": .string(type), "fields": .array((fields[type] ?? []).map(\.json)), "example": examples[type] ?? [:],
                    ]
                }), "root": .array(root.map(\.json)),
        ]
    }

    /// The content a new page begins with: complete, so that it can be published at once.
    public static func starter(title: String) -> JSONValue {
        let types = ["hero", "features", "text", "form", "consult", "faq", "bar"]
        let blocks = types.map { type -> JSONValue in
            var block: JSONObject = ["id": .string(type), "type": .string(type)]
            for member in examples[type]?.object ?? [:] { block[member.name] = member.value }
            return .object(block)
        }
        return [
            "schemaVersion": 1,
            "root": [
                "title": .string(title), "description": "", "color": "#b4552d", "footer": "© 示例茶业有限公司 · 沪ICP备00000000号",
                "language": "zh-Hans",
            ],
            "blocks": .array(blocks),
        ]
    }
}
