/// How much arrives, over the last full seconds.
public struct LiveRates: Sendable, Equatable {
    /// Events received in the last full second.
    public var receivedPerSecond = 0
    /// Of these, refused.
    public var rejectedPerSecond = 0
    /// Events received in the last 60 full seconds.
    public var receivedPerMinute = 0
    /// Of these, refused.
    public var rejectedPerMinute = 0

    /// Nothing arrives.
    public init() {}
}
