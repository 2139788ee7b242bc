import Crypto
import Vocabulary

/// Proves that a showing or click of a slot's content follows from a decision of ours: who, what, when, signed.
struct DecisionToken: Sendable, Equatable {
    /// How long after the decision a showing or click still counts, in ms.
    static let lifetime: Int64 = 24 * 3_600_000

    /// Number of the slot.
    var slot: Int64
    /// Number of the content; 0 for the default.
    var content: Int64
    /// When it was decided.
    var at: Instant
    /// Anonymous id of the visitor it was decided for.
    var visitor: String

    /// "slot.content.ms.signature"; the visitor's id is signed but not repeated.
    func signed(_ key: SymmetricKey) -> String {
        let head = "\(slot).\(content).\(at.milliseconds)"
        return head + "." + Base32.encode(Array(Self.code(head, visitor, key).prefix(15)))
    }

    /// Reads a token that was made for that visitor; nil when it is not ours.
    init?(_ text: String, visitor: String, _ key: SymmetricKey) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, text.utf8.count < 120, let slot = Int64(parts[0]), let content = Int64(parts[1]), let at = Int64(parts[2]),
            let given = Base32.decode(parts[3]), given.count == 15
        else { return nil }
        let right = Self.code("\(slot).\(content).\(at)", visitor, key).prefix(15)
        var difference: UInt8 = 0
        for (a, b) in zip(given, right) { difference |= a ^ b }
        guard difference == 0 else { return nil }
        self.init(slot: slot, content: content, at: Instant(milliseconds: at), visitor: visitor)
    }

    init(slot: Int64, content: Int64, at: Instant, visitor: String) {
        self.slot = slot
        self.content = content
        self.at = at
        self.visitor = visitor
    }

    private static func code(_ head: String, _ visitor: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array("slot\u{1F}\(head)\u{1F}\(visitor)".utf8), using: key)
    }
}
