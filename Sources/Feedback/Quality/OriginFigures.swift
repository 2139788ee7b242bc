/// What the customers of one origin became, in sums that can be added.
public struct OriginFigures: Sendable, Equatable {
    /// Clicks.
    public var clicks = 0
    /// Customers whose first click (or first touch) fell into the period.
    public var customers = 0
    /// Of them, those who left their contact.
    public var leads = 0
    /// Of them, those whose interest turned out real.
    public var validLeads = 0
    /// Of them, those who ordered within the window.
    public var firstOrders = 0
    /// Of them, those who ordered again within it.
    public var repurchases = 0
    /// Net revenue within the window.
    public var netRevenueFen: Int64 = 0
    /// Customers whose window is over.
    public var mature = 0
    /// Spend; nil when none is known.
    public var costFen: Int64?
    /// Net revenue of each customer who bought, for spread.
    public var revenues: [Int64] = []

    /// Nothing yet.
    public init() {}

    /// Adds another origin's figures.
    public mutating func add(_ other: OriginFigures) {
        clicks += other.clicks
        customers += other.customers
        leads += other.leads
        validLeads += other.validLeads
        firstOrders += other.firstOrders
        repurchases += other.repurchases
        netRevenueFen += other.netRevenueFen
        mature += other.mature
        if let cost = other.costFen { costFen = (costFen ?? 0) + cost }
        revenues += other.revenues
    }
}
