/// Where a lead stands (facts/leads-loyalty.md A4).
public enum LeadState: String, Sendable, CaseIterable {
    /// Came in, nobody has it yet; `waiting` says why.
    case new
    /// Suspected to be no real interest; a person decides.
    case quarantine
    /// Somebody has it and has not been in touch.
    case assigned
    /// The customer was reached.
    case contacted
    /// A real interest.
    case qualified
    /// About to buy.
    case opportunity
    /// In a pool that people claim from.
    case pooled
    /// Bought.
    case won
    /// Did not.
    case lost
    /// Never was one (bad number, spam …).
    case invalid

    /// Whether it is over.
    public var isClosed: Bool { self == .won || self == .lost || self == .invalid }
    /// Whether it takes up somebody's capacity.
    public var isOwned: Bool { self == .assigned || self == .contacted || self == .qualified || self == .opportunity }

    /// Where a person may move it by hand. Assignment, claiming and pooling have acts of their own.
    public var next: [LeadState] {
        switch self {
        case .assigned: [.contacted, .qualified, .lost, .invalid]
        case .contacted: [.qualified, .opportunity, .won, .lost, .invalid]
        case .qualified: [.contacted, .opportunity, .won, .lost, .invalid]
        case .opportunity: [.qualified, .won, .lost, .invalid]
        case .new, .pooled: [.invalid]
        case .quarantine: [.new, .invalid]
        case .lost: [.contacted]
        case .won, .invalid: []
        }
    }

    /// Why a lead is no lead; platforms want it back.
    public static let invalidReasons = ["bad_number", "unreachable", "wrong_person", "competitor", "duplicate", "spam", "out_of_area"]
}
