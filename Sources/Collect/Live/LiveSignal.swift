/// What someone who watches the live view receives.
public enum LiveSignal: Sendable {
    /// One event, accepted or refused.
    case notice(LiveNotice)
    /// So many were left out since the last signal: more came than a person can read, or the reader is slow.
    case missed(Int)
}
