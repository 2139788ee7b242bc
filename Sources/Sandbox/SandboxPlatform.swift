public import Vocabulary

/// A stand-in of one outside platform: checks what the real one checks (credentials with real crypto, required fields, units, duplicates, limits) and
/// answers as it does. Keeps its state behind a lock of its own.
public protocol SandboxPlatform: Sendable {
    /// Its name in addresses ("tencent_ads").
    var name: String { get }
    /// Its name for people.
    var title: String { get }
    /// Credentials it accepts, so that an account can be set up; by the names of the account's fields.
    var credentials: [(name: String, value: String)] { get }

    /// Answers a call.
    func answer(_ request: SandboxRequest, at now: Instant) -> SandboxAnswer
    /// What the real one says when its credential was revoked.
    var revoked: SandboxAnswer { get }
    /// What the real one says to somebody who calls too often.
    var throttled: SandboxAnswer { get }
}
