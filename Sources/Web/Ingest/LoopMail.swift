import NIOCore
import Synchronization

/// Work for one event loop from other threads, handed over together: a commit acknowledges dozens of requests, and the loop is woken once.
final class LoopMail: Sendable {
    private let loop: any EventLoop
    private let letters = Mutex<[@Sendable () -> Void]>([])

    init(_ loop: any EventLoop) { self.loop = loop }

    /// Runs it on the loop, soon, in the order of the calls.
    func deliver(_ letter: @escaping @Sendable () -> Void) {
        let isFirst = letters.withLock { letters in
            letters.append(letter)
            return letters.count == 1
        }
        if isFirst { loop.execute { self.open() } }
    }

    private func open() {
        for letter in letters.withLock({ letters in
            defer { letters = [] }
            return letters
        }) { letter() }
    }
}
