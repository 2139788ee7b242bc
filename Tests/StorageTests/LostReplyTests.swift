import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Storage

/// The connection goes away after the server did a COMMIT and before its answer arrives: who asked is told that nobody knows, does it again, and nothing is
/// there twice.
@Suite(.enabled(if: TestStores.available.contains(.postgres))) struct LostReplyTests {
    private func withProxy(_ body: (_ url: String, LossyProxy) async throws -> Void) async throws {
        try await TestStores.withPostgresURL { url in
            let store = PostgresStore(url: url)
            try await Migrator.migrate(store)
            await store.close()
            let proxy = try LossyProxy(to: url)
            defer { proxy.close() }
            try await body(url, proxy)
        }
    }

    private func all(_ inbox: any Inbox, after sequence: Int64) async throws -> [InboxBatch] {
        var found: [InboxBatch] = []
        while case let more = try await inbox.batches(after: found.last?.sequence ?? sequence, limitBytes: 1 << 20), !more.isEmpty {
            found += more
        }
        return found
    }

    /// The sender gets 503 and sends again: both arrived, under the same ids, and each batch has its own place without a gap.
    @Test func inbox_theSenderIsTold_andARepeatIsARepeat() async throws {
        try await withProxy { url, proxy in
            let inbox = try await PostgresInbox.open(url: proxy.url, capBytes: 1 << 20)
            try await inbox.accept(InboxEntry(payload: [1], accepted: [1: 1], rejected: [:]))
            proxy.loseCommit(of: "")
            let again = InboxEntry(payload: [2, 2], accepted: [1: 2], rejected: [2: ["invalid_record": 1]])
            let error = await #expect(throws: LianluError.self) { try await inbox.accept(again) }
            #expect(error?.code == .unavailable && error?.retryAfter != nil)
            #expect(proxy.lost == 1)
            try await inbox.accept(again)
            try await inbox.accept(InboxEntry(payload: [3], accepted: [1: 1], rejected: [:]))
            let batches = try await all(inbox, after: 0)
            #expect(batches.map(\.sequence) == [1, 2, 3, 4], "the batch nobody was told of is in its place")
            #expect(batches.map(\.payload) == [[1], [2, 2], [2, 2], [3]])
            var status = await inbox.status()
            #expect(status.received == [1: 6, 2: 2] && status.rejected == [2: ["invalid_record": 2]])
            #expect(status.lastSequence == 4 && status.failure == nil)
            // A removal whose answer is lost is done, and doing it again changes nothing.
            proxy.loseCommit(of: "")
            await #expect(throws: LianluError.self) { try await inbox.remove(through: 2) }
            try await inbox.remove(through: 2)
            #expect(try await all(inbox, after: 2).map(\.sequence) == [3, 4])
            status = await inbox.status()
            #expect(status.waitingBatches == 2 && status.waitingBytes == 3)
            await inbox.close()
            let next = try await PostgresInbox.open(url: url, capBytes: 1 << 20)
            #expect(await next.status() == status)
            await next.close()
        }
    }

    /// A body that may have been stored is not run again behind the caller's back, in no lane.
    @Test(arguments: [WriteLane.interactive, .background, .projection])
    func store_doesNotRepeatWhatMayBeStored(_ lane: WriteLane) async throws {
        try await withProxy { _, proxy in
            let store = PostgresStore(url: proxy.url)
            let runs = Atomic(0)
            let woken = Atomic(0)
            proxy.loseCommit(of: "")
            let error = await #expect(throws: LianluError.self) {
                try await store.write(lane) { tx in
                    runs.add(1, ordering: .relaxed)
                    tx.afterCommit { woken.add(1, ordering: .relaxed) }
                    try tx.execute("INSERT INTO setting(name, value) VALUES ('a', '1')")
                }
            }
            #expect(error?.code == .unavailable && error?.message.contains("not known") == true)
            #expect(runs.load(ordering: .relaxed) == 1 && woken.load(ordering: .relaxed) == 0)
            let stored = try await store.read { tx in try tx.query("SELECT value FROM setting", []) { $0.text(0) } }
            #expect(stored == ["1"])
            await store.close()
        }
    }

    /// A claim whose answer is lost leaves a job that nobody works on: its lease is not kept up, and it is done once.
    @Test func job_leasedByALostClaim_isRescued_andRunsOnce() async throws {
        try await withProxy { url, proxy in
            let (direct, store) = (PostgresStore(url: url), PostgresStore(url: proxy.url))
            let ran = Recorder()
            let writer = JobQueue(store: direct, clock: .system, entropy: .seeded(1))
            try await direct.write { tx in _ = try writer.add((0..<5).map { NewJob(kind: "k", payload: "\($0)") }, in: tx) }
            proxy.loseCommit(of: "attempt = attempt + 1")
            let runner = JobRunner(
                JobQueue(store: store, clock: .system, entropy: .seeded(2)), queues: [.init("default", concurrency: 2)],
                handlers: ["k": { job in ran.add(job.payload) }], leaseMilliseconds: 8_000)
            let task = Task { await runner.run() }
            for _ in 0..<6_000 where try await writer.counts() != JobCounts(waiting: 0, running: 0, failed: 0) {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(proxy.lost == 1)
            #expect(try await writer.counts() == JobCounts(waiting: 0, running: 0, failed: 0))
            runner.stop()
            await task.value
            #expect(ran.items.sorted() == ["0", "1", "2", "3", "4"], "the two that were leased unheard run once as well")
            await store.close()
            await direct.close()
        }
    }

    /// A job with one try only, leased by a claim whose answer was lost, is taken up by the runner that leased it: it has not failed, for it never ran.
    @Test func job_withOneTry_leasedByALostClaim_isTakenUp() async throws {
        try await withProxy { url, proxy in
            let (direct, store) = (PostgresStore(url: url), PostgresStore(url: proxy.url))
            let ran = Recorder()
            let writer = JobQueue(store: direct, clock: .system, entropy: .seeded(1))
            try await direct.write { tx in
                _ = try writer.add((0..<3).map { NewJob(kind: "k", payload: "\($0)", maxAttempts: 1) }, in: tx)
            }
            proxy.loseCommit(of: "attempt = attempt + 1")
            // The lease is longer than the test: nobody is rescued.
            let runner = JobRunner(
                JobQueue(store: store, clock: .system, entropy: .seeded(2)), queues: [.init("default", concurrency: 2)],
                handlers: ["k": { job in ran.add("\(job.payload)/\(job.attempt)") }], leaseMilliseconds: 600_000)
            let task = Task { await runner.run() }
            for _ in 0..<3_000 where try await writer.counts() != JobCounts(waiting: 0, running: 0, failed: 0) {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(proxy.lost == 1)
            #expect(try await writer.counts() == JobCounts(waiting: 0, running: 0, failed: 0))
            runner.stop()
            await task.value
            #expect(ran.items.sorted() == ["0/1", "1/1", "2/1"], "each once, in its first and only try")
            await store.close()
            await direct.close()
        }
    }

    /// An outcome whose answer is lost is written down again; a job that waits again because of it is not claimed before that is known.
    @Test func job_finishedByALostAnswer_isNotDoneTwiceAtATime() async throws {
        try await withProxy { url, proxy in
            let (direct, store) = (PostgresStore(url: url), PostgresStore(url: proxy.url))
            let writer = JobQueue(store: direct, clock: .system, entropy: .seeded(1))
            try await direct.write { tx in _ = try writer.add(NewJob(kind: "k"), in: tx) }
            let runs = Atomic(0)
            let now = Atomic(0)
            let most = Atomic(0)
            proxy.loseCommit(of: "attempt = attempt - ")
            let runner = JobRunner(
                JobQueue(store: store, clock: .system, entropy: .seeded(2)), queues: [.init("default", concurrency: 4)],
                handlers: [
                    "k": { _ in
                        most.max(now.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
                        defer { now.subtract(1, ordering: .relaxed) }
                        // The first try is put off and due at once; the second takes its time.
                        if runs.add(1, ordering: .relaxed).newValue == 1 { throw JobRefusal.postpone(milliseconds: 0) }
                        try await Task.sleep(for: .milliseconds(2_500))
                    }
                ])
            let task = Task { await runner.run() }
            for _ in 0..<6_000 where try await writer.counts() != JobCounts(waiting: 0, running: 0, failed: 0) {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(proxy.lost == 1)
            runner.stop()
            await task.value
            #expect(runs.load(ordering: .relaxed) == 2 && most.load(ordering: .relaxed) == 1)
            await store.close()
            await direct.close()
        }
    }
}
