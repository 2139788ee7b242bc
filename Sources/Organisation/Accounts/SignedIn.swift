/// A session that was just opened; the token goes into the caller's cookie and is kept here only as a hash.
public struct SignedIn: Sendable {
    /// Who signed in.
    public var account: Account
    /// 256 random bits; the only time it is seen.
    public var token: String

    /// Makes one from its parts.
    public init(account: Account, token: String) {
        self.account = account
        self.token = token
    }
}
