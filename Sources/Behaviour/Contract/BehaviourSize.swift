/// How large the behavioural store is.
public struct BehaviourSize: Sendable, Equatable {
    /// Bytes of its files.
    public var bytes: Int64
    /// Stored events.
    public var events: Int

    /// Makes a size from its parts.
    public init(bytes: Int64, events: Int) {
        self.bytes = bytes
        self.events = events
    }
}
