import Storage
import Vocabulary

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
    /// How it is paid for, in words.
    public var costNote: String
    /// Numbers from the root: "/1/4/".
    public var path: String
    /// No longer offered.
    public var isArchived: Bool
    /// Values of events that mean this origin.
    public var rules: [OriginRuleKey] = []

    static let columns = "id, parent, name, code, kind, platform, owner, cost_note, path, archived"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        parent = row.optionalInteger(1)
        name = row.text(2)
        code = row.text(3)
        kind = Kind(rawValue: row.text(4)) ?? .other
        platform = row.text(5)
        owner = row.text(6)
        costNote = row.text(7)
        path = row.text(8)
        isArchived = row.bool(9)
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
