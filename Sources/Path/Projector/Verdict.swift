public import Vocabulary

/// What the projector decided about one event; written in the resolved batch and never decided again.
public enum Verdict: Sendable, Equatable {
    /// Stored under this leaf (0 when the event concerns no customer), dictionary code and visit start (ms).
    case stored(leaf: LeafNumber, code: Int32, session: Int64)
    /// Seen before.
    case duplicate
    /// Refused, with the stable name of the reason.
    case rejected(reason: String)
}
