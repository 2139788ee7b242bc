import Crypto
import Vocabulary

/// Proves that a page of ours showed this variant to this visitor; the page's key is public, its word alone counts for nothing.
enum ExposureToken {
    static func make(experiment: String, variant: String, visitor: String, _ key: SymmetricKey) -> String {
        Base32.encode(Array(code(experiment, variant, visitor, key).prefix(15)))
    }

    static func isValid(_ token: String, experiment: String, variant: String, visitor: String, _ key: SymmetricKey) -> Bool {
        guard let given = Base32.decode(token), given.count == 15 else { return false }
        var difference: UInt8 = 0
        for (a, b) in zip(given, code(experiment, variant, visitor, key).prefix(15)) { difference |= a ^ b }
        return difference == 0
    }

    private static func code(_ experiment: String, _ variant: String, _ visitor: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array("exposure\u{1F}\(experiment)\u{1F}\(variant)\u{1F}\(visitor)".utf8), using: key)
    }
}
