import Testing
import Vocabulary

@testable import Collect

struct MappingTests {
    private static func suggest(_ names: [String], kinds: [String: ColumnKind] = [:], target: ImportTarget? = nil) -> ImportMapping {
        MappingSuggestion(columns: names.map { ($0, kinds[$0] ?? .text) }, target: target).mapping
    }

    @Test func aChineseOrderExport() {
        let mapping = Self.suggest(["订单编号", "买家会员名", "收货人手机", "下单时间", "付款时间", "商品名称", "数量", "单价", "实付金额", "订单状态", "备注"])
        #expect(mapping.target == .orders)
        #expect(mapping.columns["订单编号"] == .orderID)
        #expect(mapping.columns["收货人手机"] == .identifier(.phone))
        #expect(mapping.columns["付款时间"] == .paidAt)
        #expect(mapping.columns["实付金额"] == .total)
        #expect(mapping.columns["备注"] == .property("备注"))
    }

    @Test func customersEventsProducts() {
        #expect(Self.suggest(["姓名", "手机号", "标签"]).target == .customers)
        #expect(Self.suggest(["x", "c"], kinds: ["c": .phone]).columns["c"] == .identifier(.phone))
        #expect(Self.suggest(["event", "timestamp", "user_id", "Page URL"]).target == .events)
        #expect(Self.suggest(["event", "timestamp", "user_id"]).columns["user_id"] == .identifier(.userID))
        #expect(Self.suggest(["商品编号", "商品名称", "类目", "售价"]).target == .products)
        let leads = Self.suggest(["姓名", "电话", "需求", "线索来源", "提交时间", "城市", "微信昵称"])
        #expect(leads.target == .leads)
        #expect(
            ["姓名", "电话", "需求", "线索来源", "提交时间", "城市", "微信昵称"].map { leads.columns[$0] } == [
                .personName, .identifier(.phone), .note, .origin, .time, .region, .property("微信昵称"),
            ])
        #expect(Self.suggest(["手機號碼", "標籤"]).columns["標籤"] == .tag)
    }

    @Test func nestedMembersBecomeOneGroup() {
        var mapping = Self.suggest(["event", "time", "user_id", "properties.price", "properties.sku"])
        mapping.gather()
        #expect(mapping.field(of: "properties.later") == .property("later"))
        #expect(mapping.json["properties.*"] == "property:*")
        #expect(mapping.columns["properties.price"] == nil)
    }

    @Test func whatIsWrittenIsRead() throws {
        for target in ImportTarget.allCases {
            let mapping = Self.suggest(["order_id", "event", "time", "手机号", "openid", "商品编号", "名称", "标签", "traits.city"], target: target)
            #expect(try ImportMapping(target: target, json: mapping.json) == mapping)
        }
        #expect(throws: LianluError.self) { try ImportMapping(target: .events, json: ["a": "order_id"]) }
        #expect(throws: LianluError.self) { try ImportMapping(target: .events, json: [1]) }
        let options = try ImportOptions(json: ["channel": "store", "amounts": "fen", "event": " x "], zone: "Asia/Shanghai")
        #expect(options.channel == .store && options.amountsInFen && options.event == "x")
        #expect(try ImportOptions(json: options.json, zone: "UTC") == options)
        #expect(throws: LianluError.self) { try ImportOptions(json: ["timeZone": "Mars/Olympus"], zone: "UTC") }
    }

    @Test func kindsOfColumns() {
        #expect(ColumnKind.of(["13800138000", "139 0013 9000"]) == .phone)
        #expect(ColumnKind.of([13_800_138_000]) == .phone)
        #expect(ColumnKind.of(["1", "2.5"]) == .number)
        #expect(ColumnKind.of(["1", "2"]) == .whole)
        #expect(ColumnKind.of(["007", "008"]) == .text)
        #expect(ColumnKind.of(["2026/11/1 10:20"]) == .time)
        #expect(ColumnKind.of(["a@b.cn"]) == .email)
        #expect(ColumnKind.of([]) == .empty)
    }

    @Test(arguments: [("已付款", OrderStatus.paid), ("交易成功", .completed), ("Cancelled", .cancelled), ("待付款", .placed), ("退款成功", .refunded)])
    func statuses(text: String, status: OrderStatus) { #expect(OrderStatus(written: text) == status) }
}
