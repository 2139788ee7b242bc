import Foundation

/// A gate that opens once; for tests that must order things across threads.
public final class Gate: Sendable {
    private let condition = NSCondition()
    private nonisolated(unsafe) var isOpen = false

    /// Closed.
    public init() {}

    /// Lets everybody through, now and later.
    public func open() {
        condition.lock()
        isOpen = true
        condition.broadcast()
        condition.unlock()
    }

    /// Blocks the calling thread until open; inside transaction bodies only.
    public func waitBlocking() {
        condition.lock()
        while !isOpen { condition.wait() }
        condition.unlock()
    }

    /// Waits until open.
    public func wait() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                self.waitBlocking()
                continuation.resume()
            }
        }
    }
}
