import Vocabulary

/// A statement that two leaves are one person, to be judged by ``Components/judge(_:)``.
struct LinkRequest: Sendable, Equatable {
    /// The event's strongest identifier, or the `from` of an alias.
    var a: UInt32
    /// The other identifier, or the `into` of an alias.
    var b: UInt32
    /// How much the statement says: the lesser of the two identifiers as this event shows them, weak from a source that only claims.
    var strength: Strength
    /// An alias from a trusted source: the sender says so in so many words.
    var isExplicit: Bool
    /// Whether a clash is worth a person's time: both identifiers strong, source trusted.
    var mayConflict: Bool
}

/// What becomes of a ``LinkRequest``.
enum LinkVerdict: Sendable, Equatable {
    /// Join the two components.
    case join
    /// They are together already: only record the direct link.
    case record
    /// A person decides.
    case conflict
    /// Nothing happens.
    case refuse(Refusal)

    /// Why a link was silently not made.
    enum Refusal: Sendable, Equatable {
        /// A person separated them.
        case separated
        /// A device or phone that two people use.
        case shared
        /// Too weak to join two people who are each known.
        case tooWeak
    }
}
