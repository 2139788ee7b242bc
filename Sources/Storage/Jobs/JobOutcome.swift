public import Vocabulary

/// How a try ended.
public enum JobOutcome: Sendable, Equatable {
    /// Done; will not run again.
    case done
    /// Failed; again at that moment unless this was the last try.
    case retry(at: Instant, error: String)
    /// Failed for good.
    case failed(error: String)
    /// Not now; again at that moment, and the try does not count.
    case postponed(until: Instant)
}
