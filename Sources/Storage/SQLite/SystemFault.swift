import Glibc
import Vocabulary

/// Turns `errno` into errors a person can act on.
enum SystemFault {
    /// The error for a failed system call; `what` is the beginning of the sentence.
    static func error(_ what: String, _ code: Int32) -> LianluError {
        let reason = String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT:
            return LianluError(
                .unavailable, "\(what): the disk is full.", hint: "Free space on that disk; work continues by itself.", retryAfter: 5)
        case EROFS, EACCES, EPERM:
            return LianluError(
                .unavailable, "\(what): \(reason).", hint: "Make the data folder writable for the user that runs Lianlu.", retryAfter: 5)
        default:
            return LianluError(.unavailable, "\(what): \(reason).", hint: "Check the disk and the folder's permissions.", retryAfter: 5)
        }
    }
}
