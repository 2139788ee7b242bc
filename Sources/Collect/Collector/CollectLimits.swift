/// Sizes and rates that Collect enforces.
public struct CollectLimits: Sendable {
    /// Most bytes of a body after decompression.
    public var bodyBytes = 20 << 20
    /// Most events in one request.
    public var events = 5000
    /// Most bytes of one record as sent.
    public var eventBytes = 32 << 10
    /// Most characters of an event name.
    public var nameLength = 255
    /// Most characters of an identifier.
    public var identifierLength = 255
    /// Most properties of one event.
    public var properties = 500
    /// Most trait changes, tags and other commands of one event.
    public var commands = 500
    /// How deep JSON may nest.
    public var depth = 32
    /// How far in the future a time may lie before the time of receipt is taken instead, in ms.
    public var futureMs: Int64 = 86_400_000
    /// Clock differences up to this are transport delay, not skew, and are left alone, in ms.
    public var skewToleranceMs: Int64 = 10_000
    /// Requests a second for one browser key from one address.
    public var browserRequestsPerSecond = 50.0
    /// Requests at once for one browser key from one address.
    public var browserBurst = 300.0

    /// The defaults.
    public init() {}
}
