import Crypto
import Vocabulary

/// How far the record's claims about identity are believed.
///
/// A server key is trusted. A browser key is public, so its claims are only claims, unless the site's own server signed the user id:
/// `userHash` = hex HMAC-SHA256 of the user id under the source's identify secret.
enum TrustStep {
    static let step = Step(name: "trust") { wire, context in
        wire.event.source = context.grant.source
        wire.event.trust = context.grant.trust
        if context.grant.trust == .trusted { return }
        if let secret = context.grant.identifySecret, let hash = wire.userHash,
            let user = wire.event.identifiers.first(where: { $0.kind == .userID }),
            isSigned(user.value, hash, secret), wire.event.commands.allSatisfy({ speaksOnly(of: user, $0) })
        {
            wire.event.trust = .trusted
            // The signature is over the user id only: nobody may borrow its strength for a phone number or another user id.
            wire.event.identifiers.removeAll { !isWeak($0) && $0 != user }
        }
        wire.event.verified = []
        for command in wire.event.commands {
            switch command {
            case .unbind: return wire.fail(.notAllowed, "Unbinding an identifier needs a server key.")
            case .product, .removeProduct: return wire.fail(.notAllowed, "Changing products needs a server key.")
            default: break
            }
        }
    }

    private static func isWeak(_ identifier: Identifier) -> Bool { identifier.kind == .anonymousID || identifier.kind == .deviceID }

    private static func speaksOnly(of user: Identifier, _ command: EventCommand) -> Bool {
        guard case .alias(let a, let b) = command else { return true }
        return (a == user || isWeak(a)) && (b == user || isWeak(b))
    }

    /// Compares in constant time.
    static func isSigned(_ user: String, _ hex: String, _ secret: [UInt8]) -> Bool {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return false }
        var code: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = JSONText.hexDigit(digits[index]), let low = JSONText.hexDigit(digits[index + 1]) else { return false }
            code.append(UInt8(high << 4 | low))
        }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Array(user.utf8), using: SymmetricKey(data: secret))
    }
}
