import Vocabulary

/// What only the writing transaction uses: look-ups it need not repeat. Bounded.
struct WriterCaches: Sendable {
    var identifiers = GenerationCache<Identifier, UInt32>(capacity: 300_000)
    var pairs = GenerationCache<UInt64, PairState>(capacity: 300_000)
    var hasTombstones = false
    var rules: IdentityRules
    var exclusiveKinds: Set<UInt32>

    init(rules: IdentityRules) {
        self.rules = rules
        exclusiveKinds = rules.exclusiveKinds
    }

    mutating func forgetAll() {
        identifiers.removeAll()
        pairs.removeAll()
    }
}
