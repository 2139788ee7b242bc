public import Audience
import Storage
public import Vocabulary

/// One thing a slot may show, and to whom, when and how often.
public struct SlotContent: Sendable, Equatable {
    /// Its number.
    public var id: Int64
    /// Number of the slot.
    public var slot: Int64
    /// What people call it.
    public var name: String
    /// Higher is tried first.
    public var priority: Int64
    /// Who sees it; nil for everybody.
    public var rule: AudienceRule?
    /// What is shown.
    public var body: SlotBody
    /// Showings per person within ``capDays``; 0 for no limit.
    public var cap: Int64
    /// Days of the cap, 1 to 365.
    public var capDays: Int64
    /// Whether only people on the slot's list see it.
    public var isTargeted: Bool
    /// Whether it is on.
    public var isActive: Bool
    /// Not before; nil for at once.
    public var startsAt: Instant?
    /// Not from then on; nil for no end.
    public var endsAt: Instant?

    static let columns = "id, slot, name, priority, rule, content, cap, cap_days, targeted, active, starts_at, ends_at"

    init(_ row: any SQLRow) throws {
        id = row.integer(0)
        slot = row.integer(1)
        name = row.text(2)
        priority = row.integer(3)
        rule = row.text(4).isEmpty ? nil : try AudienceRule.stored(JSONValue(parsing: row.text(4)))
        body = try SlotBody(JSONValue(parsing: row.text(5)))
        cap = row.integer(6)
        capDays = row.integer(7)
        isTargeted = row.bool(8)
        isActive = row.bool(9)
        startsAt = row.optionalInteger(10).map(Instant.init(milliseconds:))
        endsAt = row.optionalInteger(11).map(Instant.init(milliseconds:))
    }

    /// The rule as people wrote it; null for everybody.
    public var ruleJSON: JSONValue { rule?.stored ?? .null }

    /// Whether its time is now.
    public func isOn(at now: Instant) -> Bool {
        isActive && (startsAt.map { $0 <= now } ?? true) && (endsAt.map { now < $0 } ?? true)
    }
}
