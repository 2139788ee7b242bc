/// How far we believe what a source claims about identity.
public enum Trust: UInt8, Sendable, Comparable {
    /// A public browser key: anything may be forged, so claims make weak, reversible links only.
    case claimed = 0
    /// A server key, an HMAC-signed identify, a verified platform callback, or an operator in the console.
    case trusted = 1

    /// Orders from claimed to trusted.
    public static func < (a: Trust, b: Trust) -> Bool { a.rawValue < b.rawValue }
}
