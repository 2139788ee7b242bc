/// What a customer reached that an ad platform may be told of (facts/leads-loyalty.md B1).
public enum Stage: String, Sendable, CaseIterable {
    case formSubmitted = "form_submitted"
    case leadContacted = "lead_contacted"
    case leadQualified = "lead_qualified"
    case leadOpportunity = "lead_opportunity"
    case leadWon = "lead_won"
    case leadInvalid = "lead_invalid"
    case orderPlaced = "order_placed"
    case orderPaid = "order_paid"
    case orderRefunded = "order_refunded"

    /// Whether a person set it, so that it can be taken back for a while.
    public var isByHand: Bool {
        switch self {
        case .leadContacted, .leadQualified, .leadOpportunity, .leadWon, .leadInvalid: true
        default: false
        }
    }
}

/// One row of a mapping: what a stage is called there, and how an amount is written.
public struct StageRow: Sendable, Equatable {
    /// How the amount is written.
    public enum Unit: String, Sendable, CaseIterable { case none, fen, yuan }

    /// The stage.
    public var stage: Stage
    /// The platform's code.
    public var event: String
    /// How the amount is written.
    public var unit: Unit
    /// Only the first of each customer.
    public var isOnce: Bool

    /// A row.
    public init(_ stage: Stage, _ event: String, unit: Unit = .none, once: Bool = false) {
        self.stage = stage
        self.event = event
        self.unit = unit
        isOnce = once
    }
}
