import Vocabulary

/// Turns the data set into what real SDKs would have sent over the last eight weeks: three sources, visitors who become customers, orders, refunds.
struct DemoStory {
    /// A source of the demo and the bodies (Segment batch) it sends, in order of time.
    struct Feed {
        var name: String
        var channel: Channel
        var messages: [(time: Instant, json: JSONValue)] = []
    }

    /// Weeks over which the half year of data is laid.
    static let days = 56

    private(set) var feeds: [Feed] = [
        Feed(name: "官网商城", channel: .web), Feed(name: "H5 商城", channel: .h5), Feed(name: "品牌 App", channel: .app),
    ]
    private let end: CivilDate
    private let now: Instant
    private let zone: TimeZoneRules
    private let lastDay: Int
    /// Devices that have signed in, and on which platforms each user ever does.
    private var known: Set<String> = []
    private var home: [Int: [String: Bool]] = [:]
    private var orders = 0

    init(_ rows: [DemoRow], now: Instant, zone: TimeZoneRules) {
        self.now = now
        self.zone = zone
        end = zone.date(at: now)
        lastDay = rows.map(\.day).max() ?? 0
        for row in rows where Self.signsIn(row) { home[row.user, default: [:]][row.platform] = true }
        for row in rows.sorted(by: { ($0.day, $0.millisecondOfDay) < ($1.day, $1.millisecondOfDay) }) { add(row) }
        for index in feeds.indices { feeds[index].messages.sort { $0.time < $1.time } }
    }

    private func instant(of row: DemoRow) -> Instant {
        let day = row.day * (Self.days - 1) / max(lastDay, 1)
        let date = end.adding(days: day - (Self.days - 1))
        let time = zone.instant(of: CivilTime(date)).adding(milliseconds: row.millisecondOfDay)
        // What would lie in the future happened yesterday at that time.
        return time > now ? time.adding(milliseconds: -86_400_000) : time
    }

    private mutating func add(_ row: DemoRow) {
        let feed = row.platform == "desktop" ? 0 : row.platform == "mobile" ? 1 : 2
        let time = instant(of: row)
        let user = "u\(10_000 + row.user)"
        let device = device(of: row)
        if Self.signsIn(row) && known.insert(device).inserted {
            send(
                feed, time.adding(milliseconds: -1), row, identity: (user, device), kind: "identify",
                extra: ["traits": traits(row.user, row.lifecycle)])
        }
        let identity = known.contains(device) ? (user, device) : (nil, device)
        var properties: JSONValue = ["session_id": .string(row.session)]
        let product = DemoCatalogue.products[(row.user &* 31 &+ row.day &* 7) % DemoCatalogue.products.count]
        if ["product_view", "add_to_cart", "wishlist_add", "review_page"].contains(row.event) {
            properties = [
                "session_id": .string(row.session), "product_id": .string(product.id), "name": .string(product.name),
                "category": .string(product.category),
                "price": .double(Double(product.fen) / 100),
            ]
        }
        send(feed, time, row, identity: identity, kind: "track", extra: ["event": .string(row.event), "properties": properties])
        if row.event == "purchase" { order(feed, time, row, identity: identity, first: product) }
    }

    private static func signsIn(_ row: DemoRow) -> Bool {
        ["account_page", "shipping_details", "payment_details", "purchase", "support_chat"].contains(row.event)
    }

    /// One anonymous id for each platform on which the shopper signs in sooner or later; elsewhere one they are known by (the data set knows each shopper,
    /// so nobody is left a stranger to himself). Shoppers who never sign in stay visitors.
    private func device(of row: DemoRow) -> String {
        let platforms = home[row.user] ?? [:]
        let platform = platforms[row.platform] != nil ? row.platform : platforms.keys.min() ?? "visitor"
        return "\(platform.prefix(1))-\(String(row.user + 46_656, radix: 36))"
    }

    private mutating func order(_ feed: Int, _ time: Instant, _ row: DemoRow, identity: (String?, String), first: DemoCatalogue.Product) {
        orders += 1
        let id = "D\(202_600_000 + orders)"
        let second = DemoCatalogue.products[(row.user &+ row.day) % DemoCatalogue.products.count]
        let lines = row.lifecycle == "loyal" && second.id != first.id ? [(first, 1), (second, 1 + row.day % 2)] : [(first, 1)]
        let total = lines.reduce(0) { $0 + $1.0.fen * Int64($1.1) }
        let products = lines.map { product, quantity -> JSONValue in
            [
                "product_id": .string(product.id), "name": .string(product.name), "category": .string(product.category),
                "price": .double(Double(product.fen) / 100), "quantity": .int(quantity),
            ]
        }
        let sum = JSONValue.double(Double(total) / 100)
        send(
            feed, time.adding(milliseconds: 20_000), row, identity: identity, kind: "track",
            extra: [
                "event": "Order Completed",
                "properties": ["order_id": .string(id), "total": sum, "revenue": sum, "currency": "CNY", "products": .array(products)],
            ])
        let refundTime = time.adding(milliseconds: 3 * 86_400_000)
        if orders % 17 == 0 && refundTime < now {
            send(
                feed, refundTime, row, identity: identity, kind: "track",
                extra: [
                    "event": "Order Refunded",
                    "properties": ["order_id": .string(id), "total": sum, "currency": "CNY", "reason": "七天无理由退货"],
                ])
        }
    }

    private mutating func send(
        _ feed: Int, _ time: Instant, _ row: DemoRow, identity: (user: String?, device: String), kind: String, extra: JSONObject
    ) {
        let stamp = ISO8601.format(time)
        var context: JSONValue = ["library": ["name": "lianlu-demo", "version": "1"], "page": ["path": .string("/" + row.event)]]
        if let utm = DemoCatalogue.utm(row.acquisition) {
            context = [
                "library": ["name": "lianlu-demo", "version": "1"], "page": ["path": .string("/" + row.event)],
                "campaign": ["source": .string(utm.source), "medium": .string(utm.medium), "name": "2026 秋季新品"],
            ]
        }
        var members: [JSONObject.Member] = [
            .init("type", .string(kind)), .init("messageId", .string("demo-\(feed)-\(feeds[feed].messages.count)")),
            .init("timestamp", .string(stamp)), .init("anonymousId", .string(identity.device)), .init("context", context),
        ]
        if let user = identity.user { members.append(.init("userId", .string(user))) }
        for member in extra { members.append(member) }
        feeds[feed].messages.append((time, .object(JSONObject(members))))
    }

    private func traits(_ user: Int, _ lifecycle: String) -> JSONValue {
        let surname = DemoCatalogue.surnames[user * 7 % DemoCatalogue.surnames.count]
        let given = DemoCatalogue.givenNames[user * 11 % DemoCatalogue.givenNames.count]
        var result: [JSONObject.Member] = [
            .init("name", .string(surname + given)), .init("city", .string(DemoCatalogue.cities[user * 13 % DemoCatalogue.cities.count])),
            .init("lifecycle", .string(lifecycle == "loyal" ? "忠诚客户" : lifecycle == "new" ? "新客" : "回访客户")),
            .init("phone", .string("139" + String(10_000_000 + user * 7_919).suffix(8))),
        ]
        if user % 3 == 0 { result.append(.init("email", .string("user\(user)@example.com"))) }
        return .object(JSONObject(result))
    }
}
