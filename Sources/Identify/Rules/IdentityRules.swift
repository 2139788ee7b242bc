public import Vocabulary

/// How much each kind of identifier says about who somebody is; part of the deployment's settings.
///
/// A changed strength counts for sightings from then on; a changed `exclusive` needs ``IdentityGraph/reload()``.
public struct IdentityRules: Sendable, Equatable {
    /// What holds for one kind.
    public struct KindRule: Sendable, Equatable {
        /// How much an identifier of the kind says by itself.
        public var strength: Strength
        /// Strength once the platform verified it and a trusted source says so.
        public var verified: Strength
        /// Whether one customer has at most one value per scope, so that two different values mean two people.
        public var exclusive: Bool

        /// Makes a rule; `verified` is the same as `strength` unless given.
        public init(_ strength: Strength, exclusive: Bool = false, verified: Strength? = nil) {
            self.strength = strength
            self.exclusive = exclusive
            self.verified = verified ?? strength
        }
    }

    /// The rule of each known kind.
    public var kinds: [IdentifierKind: KindRule]
    /// The rule of every other kind.
    public var otherKinds: KindRule

    /// Rules from their parts.
    public init(kinds: [IdentifierKind: KindRule], otherKinds: KindRule = KindRule(.weak)) {
        self.kinds = kinds
        self.otherKinds = otherKinds
    }

    /// What a new deployment starts with.
    public static let standard = IdentityRules(kinds: [
        .userID: KindRule(.strong, exclusive: true),
        .unionID: KindRule(.strong, exclusive: true),
        .externalUserID: KindRule(.strong, exclusive: true),
        .openID: KindRule(.strong, exclusive: true),
        .memberID: KindRule(.strong, exclusive: true),
        .phone: KindRule(.medium, verified: .strong),
        .email: KindRule(.medium, verified: .strong),
        .anonymousID: KindRule(.weak),
        .deviceID: KindRule(.weak),
    ])

    /// The rule of that kind.
    public func rule(of kind: IdentifierKind) -> KindRule { kinds[kind] ?? otherKinds }

    /// The strength of an identifier as one event shows it.
    public func strength(of identifier: Identifier, verified: Bool, trust: Trust) -> Strength {
        let rule = rule(of: identifier.kind)
        return verified && trust == .trusted ? rule.verified : rule.strength
    }

    /// Hashes of the exclusive kinds, as stored with each leaf.
    var exclusiveKinds: Set<UInt32> { Set(kinds.filter(\.value.exclusive).keys.map(IdentifierClass.kindHash)) }
}
