/// The kind of an identifier, by its stable name ("user_id", "phone", "unionid"). Deployments may add kinds of their own.
public struct IdentifierKind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The stable snake_case name.
    public var rawValue: String
    /// Wraps a name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Wraps a name.
    public init(_ rawValue: String) { self.rawValue = rawValue }
    /// The stable name.
    public var description: String { rawValue }

    /// The brand's own account id.
    public static let userID = IdentifierKind("user_id")
    /// First-party anonymous id of a browser or server caller.
    public static let anonymousID = IdentifierKind("anonymous_id")
    /// A device id.
    public static let deviceID = IdentifierKind("device_id")
    /// Phone number, normalised by ``Identifier/normalised()``.
    public static let phone = IdentifierKind("phone")
    /// E-mail address, lower case.
    public static let email = IdentifierKind("email")
    /// WeChat union id; scope = open platform account.
    public static let unionID = IdentifierKind("unionid")
    /// WeChat open id; scope = app id.
    public static let openID = IdentifierKind("openid")
    /// WeCom external_userid; scope = corp id.
    public static let externalUserID = IdentifierKind("external_userid")
    /// Member number of the loyalty programme or a shop; scope = shop.
    public static let memberID = IdentifierKind("member_id")
}
