import Storage
public import Vocabulary

/// What brings customers (来源渠道): a node of the registry that stands behind links, UTM, click ids, codes and referrals.
public struct Origin: Sendable, Equatable {
    /// What sort of thing brings them.
    public enum Kind: String, Sendable, CaseIterable { case ad, campaign, link, code, referral, organic, other }

    /// Its number.
    public var id: Int64
    /// The node it lies under.
    public var parent: Int64?
    /// What people call it.
    public var name: String
    /// Its code: what events carry as their origin; unique.
    public var code: String
    /// What sort.
    public var kind: Kind
    /// Ad platform ("tencent_ads"), or "".
    public var platform: String
    /// Who answers for it.
    public var owner: String
    /// How it is paid for: "cpc", "cpm", "cpa", "cps", "fixed", "free", or "".
    public var costModel: String
    /// What is to be known about the cost, in words.
    public var costNote: String
    /// Numbers from the root: "/1/4/".
    public var path: String
    /// No longer offered.
    public var isArchived: Bool
    /// When it was made.
    public var createdAt: Instant
    /// Values of events that mean this origin.
    public var rules: [OriginRuleKey] = []

    /// The ways of paying that may be chosen.
    public static let costModels = ["", "cpc", "cpm", "cpa", "cps", "fixed", "free"]

    static let columns = "id, parent, name, code, kind, platform, owner, cost_model, cost_note, path, archived, created_at"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        parent = row.optionalInteger(1)
        name = row.text(2)
        code = row.text(3)
        kind = Kind(rawValue: row.text(4)) ?? .other
        platform = row.text(5)
        owner = row.text(6)
        costModel = row.text(7)
        costNote = row.text(8)
        path = row.text(9)
        isArchived = row.bool(10)
        createdAt = Instant(milliseconds: row.integer(11))
    }
}

/// A value of events that means an origin: `utm_source` = "douyin", `click_platform` = "tencent_ads" …
public struct OriginRuleKey: Sendable, Hashable {
    /// Which fact of the event, strongest first.
    public enum Field: String, Sendable, CaseIterable { case origin, utm_campaign, utm_source, click_platform, referrer }

    /// Which fact.
    public var field: Field
    /// Its value.
    public var value: String

    /// Makes a key.
    public init(_ field: Field, _ value: String) {
        self.field = field
        self.value = value
    }
}
