/// Where an order stands; the names are stored and shown by the API.
public enum OrderStatus: String, Sendable, CaseIterable {
    case placed, paid, shipped, completed, cancelled, refunded

    /// How far along; an order never goes back.
    var rank: Int {
        switch self {
        case .placed: 0
        case .paid: 1
        case .shipped: 2
        case .completed: 3
        case .refunded: 4
        case .cancelled: 5
        }
    }

    /// The status that a sender's own word stands for.
    init?(word: String) {
        switch word.lowercased() {
        case "placed", "pending", "created", "submitted", "unpaid", "open", "待付款", "待支付", "已下单", "已提交": self = .placed
        case "paid", "processing", "confirmed", "已付款", "已支付", "待发货": self = .paid
        case "shipped", "shipping", "delivering", "partially_shipped", "已发货", "待收货": self = .shipped
        case "completed", "complete", "fulfilled", "delivered", "received", "finished", "done", "已完成", "已收货", "交易成功", "交易完成":
            self = .completed
        case "cancelled", "canceled", "closed", "void", "已取消", "已关闭", "交易关闭": self = .cancelled
        case "refunded", "returned", "已退款", "已退货": self = .refunded
        default: return nil
        }
    }
}
