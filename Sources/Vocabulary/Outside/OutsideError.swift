/// Why a call to the outside world brought no answer; decides whether trying again is safe.
public enum OutsideError: Error, Sendable, Equatable {
    /// The call never left (name not found, connection refused): trying again is safe.
    case notSent(String)
    /// It may have arrived: the answer did not come in time or the connection broke. Never send a non-idempotent call again blindly.
    case unknown(String)
    /// Our own guard refused the address; trying again cannot help.
    case refused(String)

    /// What happened, for people.
    public var message: String {
        switch self {
        case .notSent(let text), .unknown(let text), .refused(let text): text
        }
    }
}
