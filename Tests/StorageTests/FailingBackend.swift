import Synchronization
import Vocabulary

@testable import Storage

/// An inbox backend in memory whose disk can be full.
final class FailingBackend: InboxBackend {
    let fails = Mutex(false)
    let commits = Mutex(0)
    private let last = Mutex<Int64>(0)

    var isShared: Bool { false }

    func load(capBytes: Int) throws -> InboxStatus { InboxStatus(capBytes: capBytes) }

    func commit(_ flush: InboxFlush) throws -> InboxCommit {
        try probe()
        commits.withLock { $0 += 1 }
        return last.withLock { last in
            defer { last += Int64(flush.rows.count) }
            return InboxCommit(first: last + 1)
        }
    }

    func read(after sequence: Int64, limitBytes: Int) throws -> [InboxBatch] { [] }

    func probe() throws {
        if fails.withLock({ $0 }) { throw LianluError(.unavailable, "The disk is full.", hint: "Free space.") }
    }

    func recover() {}
    func close() {}
}

extension GroupCommitInbox {
    /// As ``Inbox`` has it.
    func accept(_ entry: InboxEntry) async throws {
        try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
            accept(entry) { continuation.resume(with: $0) }
        }
    }
}
