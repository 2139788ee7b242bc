import Synchronization

/// A number that only grows.
public final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    /// Starts at 0.
    public init() {}

    /// Adds to it.
    public func add(_ amount: Int = 1) { value.wrappingAdd(amount, ordering: .relaxed) }

    /// What it is now.
    public var count: Int { value.load(ordering: .relaxed) }
}
