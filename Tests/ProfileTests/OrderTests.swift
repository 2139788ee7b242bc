import Storage
import TestKit
import Testing
import Vocabulary

@testable import Profile

@Suite struct OrderTests {
    static let placed = """
        {"order_id":"o1","total":"1,299.50","discount":"100","shipping":12,"currency":"CNY","products":[
        {"product_id":"p1","name":"面霜","price":600.25,"quantity":2,"category":"护肤"},{"sku":"p2","name":"小样","price":0,"quantity":1}]}
        """

    static func orders(_ world: World, _ query: OrderQuery = OrderQuery()) async throws -> ([Order], OrderSummary) {
        let reader = world.orders
        return try await world.store.read { tx in (try reader.list(query, in: tx).items, try reader.summary(query, in: tx)) }
    }

    @Test(arguments: TestStores.available)
    func segment_orderFromPlacedToRefunded(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("Order Placed", [user(1)], at: 1_000, properties: Self.placed))
            try await world.see(event("Order Paid", [user(1)], at: 2_000, properties: "{\"order_id\":\"o1\"}"))
            var (orders, summary) = try await Self.orders(world)
            let order = try #require(orders.first)
            #expect(order.status == .paid)
            #expect(order.total == Money(fen: 129_950))
            #expect(order.discount == Money(fen: 10_000))
            #expect(order.shipping == Money(fen: 1_200))
            #expect(order.paidAt?.milliseconds == 2_000)
            #expect(order.lines.map(\.productID) == ["p1", "p2"])
            #expect(order.lines.map(\.amount.fen) == [120_050, 0])
            #expect(order.customer == (try await world.customer(user(1))))
            let refund = event(
                "Order Refunded", [user(1)], at: 3_000, properties: "{\"order_id\":\"o1\",\"refund_id\":\"r1\",\"amount\":300}")
            try await world.see(refund)
            try await world.see(refund)
            (orders, summary) = try await Self.orders(world)
            #expect(orders.first?.status == .paid)
            #expect(summary.gmv == Money(fen: 129_950))
            #expect(summary.netRevenue == Money(fen: 99_950), "a refund told twice counts once")
            try await world.see(event("Order Refunded", [user(1)], at: 4_000, properties: "{\"order_id\":\"o1\"}"))
            (orders, summary) = try await Self.orders(world)
            #expect(orders.first?.status == .refunded)
            #expect(orders.first?.refunds.map(\.amount.fen) == [30_000, 99_950])
            #expect(summary.netRevenue == Money(fen: 0))
            let products = try await world.store.read { tx in try Product.list(in: tx).items }
            #expect(products.map(\.key.id).sorted() == ["p1", "p2"])
            #expect(products.first { $0.key.id == "p1" }?.price == Money(fen: 60_025))
            #expect(products.first { $0.key.id == "p1" }?.quantity == 2)
        }
    }

    @Test(arguments: TestStores.available)
    func sensors_linesComeAsEvents(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            let line = { (product: String, at: Int64) in
                event(
                    "PayOrderDetail", [user(1)], at: at,
                    properties:
                        "{\"order_id\":\"s1\",\"commodity_id\":\"\(product)\",\"commodity_name\":\"茶\",\"commodity_quantity\":3,\"present_price\":9.9,\"total_price_of_commodity\":29.7}"
                )
            }
            try await world.see(line("c1", 2_001), line("c2", 2_002), line("c1", 2_003))
            try await world.see(event("PayOrder", [user(1)], at: 2_000, properties: "{\"order_id\":\"s1\",\"order_actual_amount\":59.4}"))
            try await world.see(event("SubmitOrder", [user(1)], at: 1_000, properties: "{\"order_id\":\"s1\",\"order_amount\":70}"))
            try await world.see(event("ReceiveOrder", [user(1)], at: 9_000, properties: "{\"order_id\":\"s1\"}"))
            let order = try #require(try await Self.orders(world).0.first)
            #expect(order.status == .completed)
            #expect(order.total == Money(fen: 5_940))
            #expect(order.placedAt.milliseconds == 1_000)
            #expect(order.paidAt?.milliseconds == 2_000)
            #expect(order.lines.map(\.productID) == ["c1", "c2"])
            #expect(order.lines.map(\.amount.fen) == [2_970, 2_970])
        }
    }

    @Test(arguments: TestStores.available)
    func native_orderRows_andCancelledOrders(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            for (product, quantity) in [("a", 1), ("b", 2)] {
                try await world.see(
                    event(
                        "$order", [phone(1)], at: 5_000,
                        properties:
                            "{\"order_id\":\"n1\",\"scope\":\"youzan\",\"status\":\"已完成\",\"placed_at\":\"2026-11-01T02:00:00Z\",\"total\":\"88.00\",\"refunded\":\"8\",\"product_id\":\"\(product)\",\"product_name\":\"礼盒\",\"quantity\":\"\(quantity)\",\"price\":\"10\"}"
                    ))
            }
            try await world.see(
                event("$order", [phone(1)], at: 6_000, properties: "{\"order_id\":\"n2\",\"status\":\"paid\",\"total_fen\":700}"))
            try await world.see(event("Order Cancelled", [phone(1)], at: 7_000, properties: "{\"order_id\":\"n2\"}"))
            try await world.see(event("Order Paid", [phone(1)], at: 6_500, properties: "{\"order_id\":\"n2\"}"))
            let (orders, summary) = try await Self.orders(world)
            #expect(orders.map(\.status) == [.completed, .cancelled] || orders.map(\.status) == [.cancelled, .completed])
            #expect(
                summary
                    == {
                        var expected = OrderSummary()
                        expected.orders = 1
                        expected.gmv = Money(fen: 8_800)
                        expected.refunded = Money(fen: 800)
                        return expected
                    }())
            let first = try #require(orders.first { $0.key.id == "n1" })
            #expect(first.key.scope == "youzan")
            #expect(first.lines.map(\.amount.fen) == [1_000, 2_000])
            #expect(first.placedAt == ISO8601.parse("2026-11-01T02:00:00Z"))
            #expect(orders.first { $0.key.id == "n2" }?.net == Money(fen: 0))
        }
    }

    /// Whatever order the events of an order arrive in, it ends the same.
    @Test(arguments: 0..<60)
    func eventsInAnyOrder_endTheSame(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var events = [
            event(
                "Order Placed", [], at: 1_000, properties: "{\"order_id\":\"o\",\"total\":100,\"products\":[{\"id\":\"a\",\"price\":100}]}"),
            event("Order Paid", [], at: 2_000, properties: "{\"order_id\":\"o\",\"total\":90,\"shipping\":5}"),
            event("Order Shipped", [], at: 3_000, properties: "{\"order_id\":\"o\"}"),
            event("Order Completed", [], at: 4_000, properties: "{\"order_id\":\"o\",\"currency\":\"CNY\"}"),
            event("Order Refunded", [], at: 5_000, properties: "{\"order_id\":\"o\",\"refund_id\":\"1\",\"amount\":30}"),
            event(
                "Order Refunded", [], at: 6_000,
                properties: "{\"order_id\":\"o\",\"refund_id\":\"2\",\"amount\":\(seed % 3 == 0 ? 60 : 20)}"),
        ]
        if seed % 4 == 0 { events.append(event("Order Cancelled", [], at: 7_000, properties: "{\"order_id\":\"o\"}")) }
        let build = { (events: [IncomingEvent]) throws -> OrderRecord in
            var record: OrderRecord?
            for (place, event) in events.enumerated() {
                let action = try #require(OrderMapping.standard.actions[event.name])
                let change = try #require(
                    OrderChange(ResolvedEvent(event: event, leaf: LeafNumber(9), ordinal: Int64(place)), action, zone: .utc))
                if record == nil { record = OrderRecord(change) }
                record?.apply(change)
            }
            return try #require(record)
        }
        let expected = try build(events)
        #expect(expected.status == (seed % 4 == 0 ? .cancelled : seed % 3 == 0 ? .refunded : .completed))
        #expect(expected.total == 9_000)
        let shuffled = try build(events.shuffled(using: &random))
        #expect(shuffled.status == expected.status)
        #expect(shuffled.total == expected.total)
        #expect(shuffled.placedAt == 1_000)
        #expect(shuffled.paidAt == 2_000)
        #expect(shuffled.refunded == expected.refunded)
        #expect(shuffled.lines == expected.lines)
        #expect(shuffled.shipping == 500)
    }

    @Test(arguments: TestStores.available)
    func list_pagesWithoutGapsOrRepeats_andFilters(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(
                (0..<23).map { number in
                    event(
                        "Order Placed", [user(number % 3)], at: Int64(1_000 + number / 4),
                        properties: "{\"order_id\":\"A\(number)\",\"total\":\(number)}")
                })
            try await world.merge(user(0), user(1))
            var query = OrderQuery()
            query.limit = 5
            var seen: [String] = []
            let reader = world.orders
            repeat {
                let page = try await world.store.read { [query] tx in try reader.list(query, in: tx) }
                seen += page.items.map(\.key.id)
                query.after = page.next
            } while query.after != nil
            #expect(seen.count == 23)
            #expect(Set(seen).count == 23)
            query.limit = 100
            query.customer = try await world.customer(user(1))
            #expect(try await Self.orders(world, query).0.count == 16)
            query.text = "A1"
            query.from = Instant(milliseconds: 1_003)
            #expect(Set(try await Self.orders(world, query).0.map(\.key.id)) == ["A12", "A13", "A15", "A16", "A18", "A19"])
            query.scope = CustomerScope(path: "/9/")
            let none = try await Self.orders(world, query)
            #expect(none.0.isEmpty)
            #expect(none.1.orders == 0)
        }
    }

    @Test(arguments: TestStores.available)
    func products_fromCommandsAndViews(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            let set = { (json: String) in EventCommand.product(scope: "", id: "p1", attributes: Array(json.utf8)) }
            try await world.see(
                event("Product Viewed", [user(1)], at: 500, properties: "{\"product_id\":\"p1\",\"name\":\"旧名\",\"price\":5}"))
            try await world.see(event("$item", [], at: 1_000, set("{\"name\":\"新名\",\"color\":\"red\"}")))
            try await world.see(
                event("$item", [], at: 900, set("{\"name\":\"更旧\"}")), event("$item", [], at: 1_100, set("{\"price\":\"6.5\"}")))
            var product = try #require(try await world.store.read { tx in try Product.list(Self.named("新"), in: tx).items.first })
            #expect(product.name == "新名")
            #expect(product.price == Money(fen: 650))
            #expect(product.attributes["color"]?.string == "red")
            try await world.see(event("$item", [], at: 2_000, .removeProduct(scope: "", id: "p1")))
            product = try #require(try await world.store.read { tx in try Product.list(in: tx).items.first })
            #expect(product.status == "removed")
        }
    }

    static func named(_ text: String) -> ProductQuery {
        var query = ProductQuery()
        query.text = text
        return query
    }

    /// A text too long for PostgreSQL's index is no category; it must not hold up the projection.
    @Test(arguments: TestStores.available)
    func categoriesWithoutEnd_areNone(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            var state: UInt64 = 7
            let noise = (0..<4_000).map { _ -> Character in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Character(UnicodeScalar(0x4E00 + UInt32(state >> 40) % 20_000)!)
            }
            for name in ["Product Viewed", "Product Added"] {
                try await world.see(
                    event(name, [user(1)], at: 1_000, properties: "{\"product_id\":\"p\",\"name\":\"茶\",\"category\":\"\(String(noise))\"}")
                )
            }
            let stored = try await world.store.read { tx in try Product.list(ProductQuery(), in: tx).items.map { [$0.name, $0.category] } }
            #expect(stored == [["茶", ""]])
        }
    }

    /// Whoever first names a category fills it in: an order's line, a line event, a product event; a later word does not overrule it.
    @Test(arguments: TestStores.available)
    func categories_comeFromLinesAndProductEvents(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event("Order Placed", [user(1)], at: 1_000, properties: Self.placed))
            try await world.see(
                event(
                    "PayOrderDetail", [user(1)], at: 2_000,
                    properties:
                        "{\"order_id\":\"o2\",\"commodity_id\":\"c1\",\"commodity_name\":\"茶\",\"first_commodity\":\"茶叶\",\"commodity_quantity\":3}"
                ))
            try await world.see(
                event(
                    "commodityDetail", [user(1)], at: 3_000,
                    properties: "{\"commodity_id\":\"c2\",\"commodity_name\":\"壶\",\"first_commodity\":\"茶具\"}"),
                event("Product Viewed", [user(1)], at: 3_001, properties: "{\"sku\":\"p2\",\"name\":\"小样\"}"))
            let read = { (query: ProductQuery) in
                try await world.store.read { tx in try Product.list(query, in: tx).items.reduce(into: [:]) { $0[$1.key.id] = $1.category } }
            }
            #expect(try await read(ProductQuery()) == ["p1": "护肤", "p2": "", "c1": "茶叶", "c2": "茶具"])
            try await world.see(
                event("Product Added", [user(1)], at: 500, properties: "{\"product_id\":\"p2\",\"category\":\"护肤\",\"price\":9}"))
            try await world.see(event("Product Added", [user(1)], at: 9_000, properties: "{\"product_id\":\"p2\",\"category\":\"别的\"}"))
            var query = ProductQuery()
            query.category = "护肤"
            #expect(try await read(query) == ["p1": "护肤", "p2": "护肤"])
            query.text = "小"
            #expect(try await read(query) == ["p2": "护肤"])
            query.text = ""
            query.category = ""
            #expect(try await read(query).isEmpty)
            let p2 = try #require(try await world.store.read { tx in try Product.list(Self.named("小"), in: tx).items.first })
            #expect(p2.price == Money(fen: 0) && p2.attributes["category"]?.string == "护肤")
            let categories = try await world.store.read { tx in try ProductCategory.list(in: tx) }
            #expect(
                categories.map { [$0.name, "\($0.products)", "\($0.orders)"] } == [["护肤", "2", "0"], ["茶具", "1", "0"], ["茶叶", "1", "0"]])
            try await world.see(event("Order Cancelled", [user(1)], at: 9_000, properties: "{\"order_id\":\"o2\"}"))
            let sold = try await world.store.read { tx in try ProductCategory.list(from: Instant(milliseconds: 0), in: tx) }
            #expect(sold.map { [Int64($0.orders), $0.quantity] } == [[1, 3], [0, 0], [0, 0]])
        }
    }
}

/// What strangers may send.
@Suite struct HostileInputTests {
    @Test(arguments: TestStores.available)
    func hostileValues_neitherTrapNorStopTheProjector(engine: OperationalEngine) async throws {
        let long = String(repeating: "长\u{301}", count: 3_000)
        let amounts = [
            "9e18", "1e308", "-9223372036854775808", "\"99999999999999999999\"", "9223372036854775807", "1e15", "[1]", "null", "{}",
        ]
        try await World.with(engine) { world in
            var events: [IncomingEvent] = []
            for (place, amount) in amounts.enumerated() {
                let text =
                    "{\"order_id\":\"h\(place % 2)\",\"total\":\(amount),\"total_fen\":\(amount),\"discount\":\(amount),\"placed_at\":\(amount),\"products\":[{\"id\":\"x\",\"price\":\(amount),\"quantity\":\(amount)},{\"id\":\"y\",\"amount_fen\":\(amount)},\(amount)]}"
                for name in ["Order Placed", "Order Refunded", "PayOrderDetail", "$order", "Product Viewed"] {
                    events.append(event(name, [user(1)], at: Int64(place), properties: text))
                }
                events.append(
                    event([user(1)], at: .max, trait("n", .add, amount), trait("n", .append, amount), trait("n", .remove, amount)))
                events.append(event([user(1)], at: .min, trait("n", .add, amount)))
            }
            events.append(event("Order Placed", [user(1)], properties: "[]"))
            events.append(event("Order Placed", [user(1)], properties: "{\"order_id\":\"\(long)\",\"products\":[{\"id\":\"\(long)\"}]}"))
            events.append(
                event(
                    [user(1), Identifier(.email, long)], trait(long, "1"), trait("name", "\"\(long)\""),
                    .tag(name: long, group: long, on: true),
                    .consent(purpose: long, granted: true), .product(scope: long, id: long, attributes: Array("[]".utf8)),
                    .product(scope: "", id: "z", attributes: Array("broken".utf8)), .removeProduct(scope: "", id: "")))
            events.append(event([Identifier(.email, long)]))
            try await world.see(events)
            try await world.see(events)
            let reader = world.orders
            _ = try await world.store.read { tx in
                (try reader.list(OrderQuery(), in: tx), try reader.summary(OrderQuery(), in: tx), try Product.list(in: tx))
            }
            #expect(try await world.profile(user(1)).summary.events == events.count * 2 - 2)
        }
    }
}
