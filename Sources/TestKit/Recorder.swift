import Synchronization

/// Notes what happened, in order, from any thread.
public final class Recorder: Sendable {
    private let list = Mutex<[String]>([])

    /// Nothing yet.
    public init() {}

    /// Notes one thing.
    public func add(_ item: String) { list.withLock { $0.append(item) } }

    /// Everything so far.
    public var items: [String] { list.withLock { $0 } }
}
