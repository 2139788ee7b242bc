/// A fault that can be switched on for a platform.
public enum SandboxFault: String, Sendable, CaseIterable {
    /// None.
    case none
    /// Answers after three seconds.
    case slow
    /// Answers 503 and does nothing.
    case broken
    /// Says that calls come too often.
    case throttled
    /// Says that the credential is no longer valid.
    case revoked
    /// Does what was asked, but the answer never arrives.
    case lost
    /// Never answers and does nothing.
    case hanging
}
