public import Vocabulary

/// Orders in figures.
public struct OrderSummary: Sendable, Equatable {
    /// Orders placed and not cancelled.
    public var orders = 0
    /// GMV 成交额: their totals, before refunds.
    public var gmv = Money(fen: 0)
    /// What went back of them.
    public var refunded = Money(fen: 0)
    /// NetRevenue 净销售额: GMV less refunds.
    public var netRevenue: Money { gmv - refunded }

    /// Nothing sold.
    public init() {}
}
