/// How much an identifier, or a link between two, says about who somebody is.
public enum Strength: UInt8, Comparable, Sendable, CaseIterable {
    /// Device and anonymous ids, and anything claimed by a browser: a hint.
    case weak = 1
    /// An unverified phone, an e-mail: likely.
    case medium = 2
    /// user_id, unionid, external_userid, verified phone from a trusted source: certain.
    case strong = 3

    /// Orders from hint to certain.
    public static func < (a: Strength, b: Strength) -> Bool { a.rawValue < b.rawValue }

    /// The stable name in the API.
    public var name: String {
        switch self {
        case .weak: "weak"
        case .medium: "medium"
        case .strong: "strong"
        }
    }
}
