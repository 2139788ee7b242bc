/// The states an order may be in, as the table of orders names them.
enum OrderStatus: String, CaseIterable {
    case placed, paid, shipped, completed, cancelled, refunded

    private static let words: [OrderStatus: Set<String>] = [
        .placed: ["placed", "created", "pending", "unpaid", "open", "new", "待付款", "待支付", "未付款", "未支付", "等待买家付款", "已下单", "待付"],
        .paid: ["paid", "processing", "authorized", "已付款", "已支付", "支付成功", "待发货", "买家已付款", "等待卖家发货", "待核销", "备货中"],
        .shipped: ["shipped", "sent", "delivering", "已发货", "待收货", "运输中", "卖家已发货", "配送中", "部分发货"],
        .completed: [
            "completed", "complete", "done", "finished", "delivered", "success", "fulfilled", "已完成", "交易成功", "已签收", "完成", "已收货", "已核销",
            "成功",
        ],
        .cancelled: ["cancelled", "canceled", "closed", "void", "已取消", "交易关闭", "已关闭", "取消", "关闭"],
        .refunded: ["refunded", "returned", "已退款", "退款成功", "已退货", "全额退款", "退款完成"],
    ]

    /// What people and platforms write, 简体 or English; nil when unknown.
    init?(written text: String) {
        let key = text.lowercased()
        guard let found = Self.words.first(where: { $0.value.contains(key) }) else { return nil }
        self = found.key
    }

    /// Whether money was received at some time.
    var isPaid: Bool { self == .paid || self == .shipped || self == .completed || self == .refunded }
}
