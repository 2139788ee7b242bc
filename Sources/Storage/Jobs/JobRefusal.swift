/// What a handler throws when the ordinary retry with back-off is not right.
public enum JobRefusal: Error, Sendable {
    /// Trying again cannot help: failed for good.
    case giveUp(String)
    /// Try again after that many milliseconds (a limit of the other side); the try counts.
    case retry(afterMilliseconds: Int64, String)
    /// Not now (quiet hours, quota): again after that many milliseconds; the try does not count.
    case postpone(milliseconds: Int64)
}
