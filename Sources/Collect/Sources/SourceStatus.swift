/// Whether a source takes events.
public enum SourceStatus: String, Sendable, CaseIterable {
    case active
    /// Events are refused with a reason and counted.
    case paused
}
