import Vocabulary

/// Kind and scope of an identifier as one number, stored with its leaf so that the graph loads without reading texts.
///
/// The kind's hash is in the upper 31 bits, the scope's in the lower 32. Two classes that clash by chance (about 10⁻⁹ within one customer)
/// would only keep two customers apart until a person merges them.
struct IdentifierClass: Hashable, Sendable {
    /// The stored number, never negative.
    var stored: Int64

    /// Reads a stored number.
    init(stored: Int64) { self.stored = stored }

    /// The class of that identifier.
    init(_ identifier: Identifier) {
        stored = Int64(Self.kindHash(identifier.kind)) << 32 | Int64(Self.hash(identifier.scope))
    }

    /// The mark kept in memory per leaf: the class in 31 bits and, in the lowest bit, whether the kind is exclusive; never 0.
    func mark(exclusiveKinds: Set<UInt32>) -> UInt32 {
        let kind = UInt32(truncatingIfNeeded: stored >> 32)
        let mixed = (UInt32(truncatingIfNeeded: stored) &* 0x9E37_79B1) ^ (kind &* 0x85EB_CA6B)
        return (mixed | 2) & ~1 | (exclusiveKinds.contains(kind) ? 1 : 0)
    }

    /// Whether a mark is of an exclusive kind.
    static func isExclusive(_ mark: UInt32) -> Bool { mark & 1 == 1 }

    /// The kind's part, 31 bits.
    static func kindHash(_ kind: IdentifierKind) -> UInt32 { hash(kind.rawValue) >> 1 }

    private static func hash(_ text: String) -> UInt32 {
        var state: UInt32 = 0x811C_9DC5
        for byte in text.utf8 { state = (state ^ UInt32(byte)) &* 0x0100_0193 }
        return state
    }
}
