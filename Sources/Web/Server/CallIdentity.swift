import Organisation

/// Who a caller turned out to be.
struct CallIdentity: Sendable {
    /// As an actor.
    var principal: Principal
    /// The account, when signed in to the console.
    var account: Account?
    /// The session's token, when signed in to the console.
    var session: String?

    init(principal: Principal, account: Account? = nil, session: String? = nil) {
        self.principal = principal
        self.account = account
        self.session = session
    }
}
