import Storage
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Collect

struct ImporterTests {
    /// Gathers what an importer hands on.
    private final class Box: Sendable {
        let events = Mutex<[IncomingEvent]>([])
        let failures = Mutex(0)
        var all: [IncomingEvent] { events.withLock { $0 } }

        let refused = Mutex<[Int32: [String: Int]]>([:])

        func take(_ batch: [IncomingEvent], _ more: [Int32: [String: Int]]) throws {
            let fails = failures.withLock { left in
                defer { left = max(0, left - 1) }
                return left > 0
            }
            if fails { throw LianluError(.unavailable, "full", retryAfter: 1) }
            events.withLock { $0 += batch }
            refused.withLock { $0.merge(more) { $0.merging($1, uniquingKeysWith: +) } }
        }
    }

    private static func with(_ engine: OperationalEngine = .sqlite, _ body: (Importer, Box, TestClock) async throws -> Void) async throws {
        try await TestStores.withStore(engine) { store in
            let clock = TestClock()
            let box = Box()
            let importer = Importer(store: store, clock: clock.clock, source: { 9 }, sink: { try box.take($0, $1) }, pause: { _ in })
            try await body(importer, box, clock)
        }
    }

    private static func properties(_ event: IncomingEvent) throws -> JSONValue { try JSONValue(parsing: event.properties) }

    @Test(arguments: TestStores.available, ["orders-openpyxl.xlsx", "orders-xlsxwriter.xlsx"])
    func ordersOfAWorkbook(engine: OperationalEngine, name: String) async throws {
        try await Self.with(engine) { importer, box, _ in
            let (state, inspection) = try await importer.register(filename: name, path: Fixture.path(name), by: "li")
            #expect(inspection.suggestion.target == .orders)
            #expect(inspection.rows == 4)
            let request = ImportRequest(mapping: inspection.suggestion)
            let preview = try await importer.preview(state.id, request)
            #expect(preview.map(\.row) == [2, 4, 6])
            #expect(preview[2].refusal?.reason == .noIdentifier)
            #expect(box.all.isEmpty)

            _ = try await importer.start(state.id, request)
            try await importer.run(state.id)
            let done = try await importer.state(state.id)
            #expect(done.status == .done)
            #expect([done.total, done.processed, done.accepted, done.refused] == [4, 4, 3, 1])
            #expect(box.refused.withLock { $0 } == [9: ["no_identifier": 1]])
            #expect(box.all.map(\.name) == ["Order Placed", "Order Paid", "Order Placed"])
            let placed = box.all[0]
            #expect(placed.identifiers == [Identifier(.phone, "13800138000")])
            #expect(ISO8601.format(placed.time) == "2026-11-01T02:20:00.000Z")
            #expect(placed.facts.amountFen == 19_900)
            #expect(placed.source == 9 && placed.trust == .trusted)
            #expect(placed.messageID == "import-\(state.id)-2-placed")
            let properties = try Self.properties(placed)
            #expect(properties["order_id"] == "D1001")
            #expect(properties["total"] == 199)
            #expect(properties["products"]?.array?.count == 2)
            #expect(properties["products"]?[0]?["price"] == 99.5)
            #expect(properties["备注"] == "加急 & <礼盒>")
            let refused = try await importer.refusals(state.id)
            #expect(refused.map(\.row) == [6])
            #expect(refused[0].record.contains("D1003"))
            await #expect(throws: LianluError.self) { _ = try await importer.start(state.id, request) }
        }
    }

    @Test(arguments: TestStores.available)
    func customersInGB18030(engine: OperationalEngine) async throws {
        try await Self.with(engine) { importer, box, _ in
            let (state, inspection) = try await importer.register(filename: "客户.csv", path: Fixture.path("customers-gb18030.csv"), by: "li")
            #expect(inspection.encoding == "GB18030")
            #expect(inspection.suggestion.target == .customers)
            _ = try await importer.start(state.id, ImportRequest(mapping: inspection.suggestion))
            try await importer.run(state.id)
            #expect(box.all.map(\.name) == ["$identify", "$identify"])
            #expect(box.all[1].identifiers == [Identifier(.phone, "13900139000")])
            #expect(box.all[0].commands.contains(.tag(name: "VIP", group: "", on: true)))
            #expect(box.all[0].commands.contains(.tag(name: "老客户", group: "", on: true)))
            #expect(box.all[1].commands.contains(.trait(TraitChange("备注", .set, Array("\"㐀𠮷\"".utf8)))))
            let refused = try await importer.refusals(state.id)
            #expect(refused.map(\.reason) == [.noIdentifier])
            #expect(refused[0].row == 5)
            #expect(String(decoding: ImportReport.line(refused[0]), as: UTF8.self).hasPrefix("5,no_identifier,\""))
        }
    }

    @Test func eventsOfNDJSON() async throws {
        let text = """
            {"event":"view","time":"2026-11-01T10:00:00+08:00","user_id":"u1","properties":{"price":9.5,"n":1}}
            not json
            {"event":"buy","time":1793499600000,"user_id":"u2","message_id":"m-2","properties":{"later":"x"}}
            {"event":"buy","time":"never","user_id":"u2"}
            {"event":"buy","time":"2099-01-01","user_id":"u2"}
            {"event":"buy","time":"2026-11-01","user_id":"null"}
            {"time":"2026-11-01","user_id":"u3"}
            """
        try await Fixture.with(Array(text.utf8), name: "e.ndjson") { path in
            try await Self.with { importer, box, _ in
                let (state, inspection) = try await importer.register(filename: "e.ndjson", path: path, by: "li")
                #expect(inspection.format == .ndjson)
                _ = try await importer.start(state.id, ImportRequest(mapping: inspection.suggestion))
                try await importer.run(state.id)
                #expect(box.all.map(\.name) == ["view", "buy"])
                #expect(box.all.map(\.messageID) == ["import-\(state.id)-1", "m-2"])
                #expect(try Self.properties(box.all[0])["price"] == 9.5)
                #expect(try Self.properties(box.all[1])["later"] == "x")
                let refused = try await importer.refusals(state.id)
                #expect(refused.map(\.row) == [2, 4, 5, 6, 7])
                #expect(refused.map(\.reason) == [.unreadable, .invalidTime, .invalidTime, .illegalIdentifier, .missingEvent])
            }
        }
    }

    @Test func productsBecomeCommands() async throws {
        try await Fixture.with(Array("商品编号,商品名称,类目,售价,产地\nP1,龙井,茶,\"¥1,299.00\",杭州\n,x,,,\nP2,茶杯,,abc,\n".utf8), name: "p.csv") { path in
            try await Self.with { importer, box, _ in
                let (state, inspection) = try await importer.register(filename: "p.csv", path: path, by: "li")
                _ = try await importer.start(
                    state.id, ImportRequest(mapping: inspection.suggestion, options: ImportOptions(scope: "youzan")))
                try await importer.run(state.id)
                guard case .product("youzan", "P1", let attributes) = box.all.first?.commands.first else {
                    Issue.record("no product")
                    return
                }
                #expect(try JSONValue(parsing: attributes) == ["name": "龙井", "category": "茶", "price": 1_299, "产地": "杭州"])
                #expect(try await importer.refusals(state.id).map(\.reason) == [.missingProductID, .invalidAmount])
            }
        }
    }

    @Test func anOrderIsTakenWholeOrNotAtAll() async throws {
        let text = """
            order_id,phone,下单时间,status,product_id,quantity,price,refunded
            A,13800138000,2026/11/1 10:20,已完成,P1,1,10,
            A,13800138000,2026/11/1 10:20,已完成,P2,zero,10,
            B,13800138000,2026/11/1 10:20,已退款,P1,2,10,
            A,13800138000,2026/11/1 10:20,已完成,P3,1,10,
            C,13800138000,2026/11/1 10:20,whatever,P1,1,10,
            D,13800138000,2026/11/1 10:20,已取消,P1,1,10,
            E,13800138000,2026/11/1 10:20,交易成功,P1,1,10,
            """
        try await Fixture.with(Array(text.utf8), name: "o.csv") { path in
            try await Self.with { importer, box, _ in
                let (state, inspection) = try await importer.register(filename: "o.csv", path: path, by: "li")
                _ = try await importer.start(state.id, ImportRequest(mapping: inspection.suggestion))
                try await importer.run(state.id)
                #expect(
                    box.all.map(\.name) == [
                        "Order Placed", "Order Paid", "Order Refunded", "Order Placed", "Order Cancelled", "Order Placed", "Order Paid",
                        "Order Completed",
                    ])
                #expect(box.all[2].facts.amountFen == 2_000)
                let refused = try await importer.refusals(state.id)
                #expect(refused.map(\.row) == [2, 3, 5, 6])
                #expect(refused.map(\.reason) == [.invalidQuantity, .invalidQuantity, .splitOrder, .unknownStatus])
            }
        }
    }

    @Test func linesOfOrders_bringTheirCategory() async throws {
        let text =
            "订单号,手机号,下单时间,商品编号,商品名称,商品分类,数量,单价\nA,13800138000,2026/11/1 10:20,P1,龙井,茶叶,1,10\nA,13800138000,2026/11/1 10:20,P2,茶壶,,1,10\n"
        try await Fixture.with(Array(text.utf8), name: "o.csv") { path in
            try await Self.with { importer, box, _ in
                let (state, inspection) = try await importer.register(filename: "o.csv", path: path, by: "li")
                #expect(inspection.suggestion.columns["商品分类"] == .category)
                _ = try await importer.start(state.id, ImportRequest(mapping: inspection.suggestion))
                try await importer.run(state.id)
                let products = try Self.properties(try #require(box.all.first))["products"]?.array ?? []
                #expect(products.map { $0["category"]?.string } == ["茶叶", nil])
            }
        }
    }

    /// Refused rows hold people's data: they go with the age of their import, those of a running one stay.
    @Test(arguments: TestStores.available)
    func refusedRows_areForgottenByAge(engine: OperationalEngine) async throws {
        var text = "订单号,手机号,下单时间,金额\n"
        for row in 0..<1_203 { text += "A\(row),13800138000,2026/11/1 10:20,abc\n" }
        try await Fixture.with(Array(text.utf8), name: "o.csv") { path in
            try await Self.with(engine) { importer, _, clock in
                var numbers: [Int64] = []
                for _ in 0..<2 {
                    let (state, inspection) = try await importer.register(filename: "o.csv", path: path, by: "li")
                    _ = try await importer.start(state.id, ImportRequest(mapping: inspection.suggestion))
                    try await importer.run(state.id)
                    numbers.append(state.id)
                    clock.advance(milliseconds: 86_400_000)
                }
                let running = try await importer.register(filename: "o.csv", path: path, by: "li")
                _ = try await importer.start(running.state.id, ImportRequest(mapping: running.inspection.suggestion))
                try await importer.store.write { tx in
                    _ = try tx.execute(
                        "INSERT INTO import_refusal(import, row, reason, detail, record) VALUES ($1, 1, 'unreadable', '', '')",
                        [.integer(running.state.id)])
                }
                let left = { try await importer.refusals($0, limit: 5_000).count }
                #expect(try await importer.forgetRefusals(before: clock.now.adding(milliseconds: -2 * 86_400_000)) == 0)
                #expect(try await importer.forgetRefusals(before: clock.now.adding(milliseconds: -86_400_000)) == 1_203)
                #expect(try await left(numbers[0]) == 0)
                #expect(try await left(numbers[1]) == 1_203)
                #expect(try await importer.forgetRefusals(before: Instant(milliseconds: .max)) == 1_203)
                #expect(try await left(running.state.id) == 1)
                #expect(try await importer.state(numbers[0]).refused == 1_203)
            }
        }
    }

    @Test func aFileThatIsGone_isSaidAtTheStart() async throws {
        try await Self.with { importer, _, _ in
            var request: ImportRequest?
            var number: Int64 = 0
            try await Fixture.with(Array("订单号,手机号,下单时间\nA,13800138000,2026/11/1 10:20\n".utf8), name: "o.csv") { path in
                let (state, inspection) = try await importer.register(filename: "o.csv", path: path, by: "li")
                (number, request) = (state.id, ImportRequest(mapping: inspection.suggestion))
            }
            let (id, asked) = (number, try #require(request))
            let error = await #expect(throws: LianluError.self) { try await importer.start(id, asked) }
            #expect(error?.code == .conflict && error?.hint.contains("Upload it again") == true)
        }
    }

    @Test func afterAStopItGoesOn() async throws {
        var text = "order_id,user_id,placed_at,total\n"
        for order in 0..<1_700 { for _ in 0...(order % 3) { text += "O\(order),u\(order),2026-11-01 10:00,\(order)\n" } }
        let rows = text.split(separator: "\n").count - 1
        try await Fixture.with(Array(text.utf8), name: "o.csv") { path in
            var keys: [[Hash128]] = []
            for stops in [false, true] {
                try await Self.with { importer, box, _ in
                    let (state, inspection) = try await importer.register(filename: "o.csv", path: path, by: "li")
                    _ = try await importer.start(state.id, ImportRequest(mapping: inspection.suggestion))
                    if stops {
                        struct Crash: Error {}
                        for round in 1...3 {
                            // Dies with a piece handed on but its progress not written.
                            let left = Mutex(round)
                            let dying = Importer(
                                store: importer.store, clock: importer.clock, source: { 9 },
                                sink: { events, refused in
                                    try box.take(events, refused)
                                    if left.withLock({
                                        $0 -= 1; return $0 == 0
                                    }) {
                                        throw Crash()
                                    }
                                })
                            await #expect(throws: Crash.self) { try await dying.run(state.id) }
                        }
                        #expect(try await importer.resumable() == [state.id])
                        box.failures.withLock { $0 = 2 }
                    }
                    try await importer.run(state.id)
                    let done = try await importer.state(state.id)
                    #expect(done.status == .done)
                    #expect(done.accepted == rows && done.refused == 0)
                    keys.append(Set(box.all.map(\.dedupeKey)).sorted())
                }
            }
            #expect(keys[0].count == 3_400)
            #expect(keys[0] == keys[1])
        }
    }

    @Test func cancelStopsAfterThePiece() async throws {
        var text = "event,time,user_id\n"
        for row in 0..<5_000 { text += "e,2026-11-01 10:00,u\(row)\n" }
        try await Fixture.with(Array(text.utf8), name: "e.csv") { path in
            try await Self.with { importer, box, _ in
                let (state, inspection) = try await importer.register(filename: "e.csv", path: path, by: "li")
                _ = try await importer.start(state.id, ImportRequest(mapping: inspection.suggestion))
                let stopping = Importer(
                    store: importer.store, clock: importer.clock, source: { 9 },
                    sink: { events, refused in
                        try box.take(events, refused)
                        if box.all.count == 2_000 { _ = try await importer.cancel(state.id) }
                    })
                try await stopping.run(state.id)
                let stopped = try await importer.state(state.id)
                #expect(stopped.status == .cancelled && stopped.processed == 1_000)
                #expect(box.all.count == 2_000)
                await #expect(throws: LianluError.self) { _ = try await importer.cancel(state.id) }
                _ = try await importer.start(state.id, ImportRequest(mapping: inspection.suggestion))
                try await importer.run(state.id)
                #expect(Set(box.all.map(\.dedupeKey)).count == 5_000)
                #expect(try await importer.list().map(\.accepted) == [5_000])
            }
        }
    }

    @Test func filesThatAreNone() async throws {
        for (bytes, name) in [
            ([UInt8](), "a.csv"), ([0xD0, 0xCF, 0x11, 0xE0, 0], "a.xls"), ([0x1F, 0x8B, 8], "a.csv"), (Array("x".utf8), "a.xlsx"),
            (Array("PK\u{3}\u{4}".utf8), "a.xlsx"),
        ] {
            try await Fixture.with(bytes, name: name) { path in
                #expect(throws: LianluError.self) { try ImportInspection(path: path, name: name) }
            }
        }
        #expect(throws: LianluError.self) { try ImportInspection(path: "/nonexistent", name: "a.csv") }
    }

    @Test func mappingsThatLackSomethingAreRefused() async throws {
        try await Self.with { importer, _, _ in
            let (state, _) = try await importer.register(filename: "c.csv", path: Fixture.path("customers-gb18030.csv"), by: "li")
            for target in ImportTarget.allCases {
                await #expect(throws: LianluError.self) {
                    _ = try await importer.start(state.id, ImportRequest(mapping: ImportMapping(target: target)))
                }
            }
        }
    }

    @Test func reportCellsAreNoFormulas() { #expect(ImportReport.quoted("=1+\"x\"") == "\"'=1+\"\"x\"\"\"") }

    /// A list of leads: who, what for, where from and when; a name that is known stays; never a form.
    @Test func leadsOfAList() async throws {
        let text =
            "姓名,手机,需求,来源渠道,时间,产品,预算\r\n陈静,13800138000,想看样品,douyin,2026-01-05 10:00,保湿精华,5000\r\n无名,,没有电话,,,,\r\n李明,13900139000,,,,,\r\n"
        try await Fixture.with(Array(text.utf8), name: "leads.csv") { path in
            try await Self.with { importer, box, _ in
                let (state, inspection) = try await importer.register(filename: "leads.csv", path: path, target: .leads, by: "li")
                #expect(inspection.suggestion.target == .leads)
                let request = ImportRequest(mapping: inspection.suggestion)
                #expect(try await importer.preview(state.id, request).map { $0.refusal?.reason } == [nil, .noIdentifier, nil])
                _ = try await importer.start(state.id, request)
                try await importer.run(state.id)
                let done = try await importer.state(state.id)
                #expect([done.accepted, done.refused] == [2, 1])
                let first = box.all[0]
                #expect(
                    first.name == "$lead_imported" && first.facts.origin == "douyin"
                        && ISO8601.format(first.time).hasPrefix("2026-01-05T02:00"))
                #expect(first.commands == [.trait(TraitChange("name", .setOnce, JSONValue.string("陈静").bytes))])
                let properties = try Self.properties(first)
                #expect(properties["product"] == "保湿精华" && properties["answers"] == ["预算": 5000, "note": "想看样品"])
                #expect(box.all[1].time == state.createdAt, "without a time: when the file came")
            }
        }
    }

    /// Nobody makes leads by an event of that name.
    @Test func aFileOfEventsMakesNoLeads() async throws {
        try await Fixture.with(Array("event,time,phone\n$lead_imported,2026-01-05,13800138000\n".utf8), name: "e.csv") { path in
            try await Self.with { importer, _, _ in
                let (state, inspection) = try await importer.register(filename: "e.csv", path: path, by: "li")
                let rows = try await importer.preview(state.id, ImportRequest(mapping: inspection.suggestion))
                #expect(rows.map { $0.refusal?.reason } == [.invalidEvent])
            }
        }
    }
}
