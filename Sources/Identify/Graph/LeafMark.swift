import Vocabulary

/// What the graph keeps in memory about one leaf besides its component.
struct LeafMark: Sendable, Equatable {
    /// Class of kind and scope with the exclusive bit; 0 for a leaf without an identifier (erased).
    var classMark: UInt32
    /// How much the identifier says.
    var strength: Strength
    /// The best trust it was seen with.
    var trust: Trust

    /// Strength and trust in one byte.
    var packed: UInt8 { strength.rawValue << 1 | trust.rawValue }

    /// Makes a mark.
    init(classMark: UInt32, strength: Strength, trust: Trust) {
        self.classMark = classMark
        self.strength = strength
        self.trust = trust
    }
}
