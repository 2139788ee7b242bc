import Glibc
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Storage

/// Jobs, without a runner: what the statements promise on every engine.
@Suite struct JobQueueTests {
    private func withQueue(_ engine: OperationalEngine, _ body: (JobQueue, TestClock) async throws -> Void) async throws {
        try await TestStores.withStore(engine) { store in
            let clock = TestClock()
            try await body(JobQueue(store: store, clock: clock.clock, entropy: .seeded(1)), clock)
        }
    }

    private func add(_ queue: JobQueue, _ jobs: [NewJob]) async throws -> [Int64?] {
        try await queue.store.write { try queue.add(jobs, in: $0) }
    }

    @Test(arguments: TestStores.available)
    func claim_takesWhatIsDue_theLongestDueFirst(engine: OperationalEngine) async throws {
        try await withQueue(engine) { queue, clock in
            let now = clock.now
            _ = try await add(
                queue,
                [
                    NewJob(kind: "late", due: now.adding(milliseconds: -5)), NewJob(kind: "now"),
                    NewJob(kind: "early", due: now.adding(milliseconds: -9)),
                    NewJob(kind: "future", due: now.adding(milliseconds: 1000)), NewJob(queue: "other", kind: "other"),
                ])
            let claimed = try await queue.claim(queue: "default", limit: 10, owner: "a", leaseMilliseconds: 100)
            #expect(claimed.map(\.kind) == ["early", "late", "now"])
            #expect(claimed.allSatisfy { $0.attempt == 1 })
            let next = try await queue.nextDue(queue: "default")
            #expect(next == now.adding(milliseconds: 1000))
            let again = try await queue.claim(queue: "default", limit: 10, owner: "b", leaseMilliseconds: 100)
            #expect(again.isEmpty)
            clock.advance(milliseconds: 1000)
            let later = try await queue.claim(queue: "default", limit: 10, owner: "b", leaseMilliseconds: 100)
            #expect(later.map(\.kind) == ["future"])
        }
    }

    /// What another process frees while it is being taken up is nobody's.
    @Test(.enabled(if: TestStores.available.contains(.postgres)))
    func takeUp_leavesWhatIsFreedMeanwhile() async throws {
        try await TestStores.withPostgresURL { url in
            let (here, there) = (PostgresStore(url: url), PostgresStore(url: url))
            try await Migrator.migrate(here)
            let clock = TestClock()
            let queue = JobQueue(store: here, clock: clock.clock, entropy: .seeded(1))
            _ = try await add(queue, [NewJob(kind: "k")])
            #expect(try await queue.claim(queue: "default", limit: 1, owner: "a", leaseMilliseconds: 100).count == 1)
            let freed = Flag()
            let taken = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await there.write { tx in
                        _ = try JobTable.rescue(now: clock.now, endingBefore: Instant(milliseconds: .max), in: tx)
                        freed.isUp.store(true, ordering: .sequentiallyConsistent)
                        // Long enough for the other to wait for this row.
                        usleep(500_000)
                    }
                }
                for _ in 0..<2_000 where !freed.isUp.load(ordering: .sequentiallyConsistent) { try await Task.sleep(for: .milliseconds(5)) }
                let got = try await queue.takeUp(queue: "default", limit: 1, owner: "a", except: [], leaseMilliseconds: 100)
                try await group.waitForAll()
                return got
            }
            #expect(taken.isEmpty)
            await here.close()
            await there.close()
        }
    }

    @Test(arguments: TestStores.available)
    func concurrentClaims_giveEachJobToOne(engine: OperationalEngine) async throws {
        try await TestStores.withStore(engine) { store in
            let clock = TestClock()
            let queue = JobQueue(store: store, clock: clock.clock, entropy: .seeded(1))
            _ = try await add(queue, (0..<300).map { NewJob(kind: "k", payload: "\($0)") })
            let claimed = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        var mine: [Int64] = []
                        while true {
                            let some = try await queue.claim(queue: "default", limit: 7, owner: "w\(worker)", leaseMilliseconds: 1000)
                            if some.isEmpty { return mine }
                            mine += some.map(\.id)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 300)
            #expect(Set(claimed).count == 300)
        }
    }

    @Test(arguments: [TestStores.available.last ?? .sqlite])
    func claimsOfTwoProcesses_doNotOverlap(engine: OperationalEngine) async throws {
        guard engine == .postgres else { return }
        try await TestStores.withPostgresURL { url in
            let stores = [PostgresStore(url: url), PostgresStore(url: url)]
            try await Migrator.migrate(stores[0])
            let clock = TestClock()
            let queues = stores.map { JobQueue(store: $0, clock: clock.clock, entropy: .seeded(1)) }
            _ = try await add(queues[0], (0..<400).map { NewJob(kind: "k", payload: "\($0)") })
            let claimed = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for (worker, queue) in queues.enumerated() {
                    group.addTask {
                        var mine: [Int64] = []
                        for _ in 0..<20 {
                            mine += try await queue.claim(queue: "default", limit: 10, owner: "w\(worker)", leaseMilliseconds: 1000).map(
                                \.id)
                        }
                        return mine
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 400)
            #expect(Set(claimed).count == 400)
            for store in stores { await store.close() }
        }
    }

    @Test(arguments: TestStores.available)
    func lease_thatRanOut_isRescued_andItsFormerOwnerIgnored(engine: OperationalEngine) async throws {
        try await withQueue(engine) { queue, clock in
            _ = try await add(queue, [NewJob(kind: "k", maxAttempts: 2)])
            let first = try #require(try await queue.claim(queue: "default", limit: 1, owner: "dead", leaseMilliseconds: 100).first)
            clock.advance(milliseconds: 99)
            let early = try await queue.rescue()
            #expect(early.freed == 0 && early.next == clock.now.adding(milliseconds: 1))
            clock.advance(milliseconds: 2)
            let freed = try await queue.rescue().freed
            #expect(freed == 1)
            let second = try #require(try await queue.claim(queue: "default", limit: 1, owner: "b", leaseMilliseconds: 100).first)
            #expect(second.id == first.id && second.attempt == 2)
            let own = try await queue.finish([(first, .done)], owner: "dead")
            #expect(own == 0)
            // The last try, and its runner dies too: failed for good.
            clock.advance(milliseconds: 101)
            _ = try await queue.rescue()
            let counts = try await queue.counts()
            #expect(counts == JobCounts(waiting: 0, running: 0, failed: 1))
        }
    }

    @Test(arguments: TestStores.available)
    func extend_keepsTheLease(engine: OperationalEngine) async throws {
        try await withQueue(engine) { queue, clock in
            _ = try await add(queue, [NewJob(kind: "k")])
            let claimed = try await queue.claim(queue: "default", limit: 1, owner: "a", leaseMilliseconds: 100)
            clock.advance(milliseconds: 90)
            try await queue.extend(claimed.map(\.id), owner: "a", leaseMilliseconds: 100)
            clock.advance(milliseconds: 90)
            let rescued = try await queue.rescue().freed
            #expect(rescued == 0)
        }
    }

    @Test(arguments: TestStores.available)
    func outcomes_leadToTheirStates(engine: OperationalEngine) async throws {
        try await withQueue(engine) { queue, clock in
            _ = try await add(
                queue,
                [
                    NewJob(kind: "done"), NewJob(kind: "retry"), NewJob(kind: "last", maxAttempts: 1), NewJob(kind: "fail"),
                    NewJob(kind: "postpone"),
                ])
            let soon = clock.now.adding(milliseconds: 10)
            let claimed = try await queue.claim(queue: "default", limit: 9, owner: "a", leaseMilliseconds: 100)
            let own = try await queue.finish(
                claimed.map { job in
                    switch job.kind {
                    case "done": (job, .done)
                    case "fail": (job, .failed(error: "no"))
                    case "postpone": (job, .postponed(until: soon))
                    default: (job, .retry(at: soon, error: "again"))
                    }
                }, owner: "a")
            #expect(own == 5)
            let counts = try await queue.counts()
            #expect(counts == JobCounts(waiting: 2, running: 0, failed: 2))
            clock.advance(milliseconds: 10)
            let again = try await queue.claim(queue: "default", limit: 9, owner: "a", leaseMilliseconds: 100)
            #expect(Dictionary(uniqueKeysWithValues: again.map { ($0.kind, $0.attempt) }) == ["retry": 2, "postpone": 1])
        }
    }

    @Test(arguments: TestStores.available)
    func uniqueKey_isTakenWhileOneWaitsOrRuns(engine: OperationalEngine) async throws {
        try await withQueue(engine) { queue, _ in
            let job = NewJob(kind: "k", uniqueKey: "u")
            let first = try await add(queue, [job])[0]
            let second = try await add(queue, [job])[0]
            let elsewhere = try await add(queue, [NewJob(queue: "other", kind: "k", uniqueKey: "u")])[0]
            #expect(first != nil && second == nil && elsewhere != nil)
            let claimed = try await queue.claim(queue: "default", limit: 9, owner: "a", leaseMilliseconds: 100)
            let whileRunning = try await add(queue, [job])[0]
            #expect(whileRunning == nil)
            _ = try await queue.finish(claimed.map { ($0, .done) }, owner: "a")
            let after = try await add(queue, [job])[0]
            #expect(after != nil)
        }
    }

    @Test(arguments: TestStores.available)
    func add_thatRollsBack_addsNothing(engine: OperationalEngine) async throws {
        struct Stop: Error {}
        try await withQueue(engine) { queue, _ in
            await #expect(throws: Stop.self) {
                try await queue.store.write { transaction in
                    try queue.add(NewJob(kind: "k"), in: transaction)
                    throw Stop()
                }
            }
            let counts = try await queue.counts()
            #expect(counts == JobCounts(waiting: 0, running: 0, failed: 0))
        }
    }

    @Test(arguments: TestStores.available)
    func cancelAndTryAgain(engine: OperationalEngine) async throws {
        try await withQueue(engine) { queue, _ in
            let ids = try await add(queue, [NewJob(kind: "a"), NewJob(kind: "b")]).compactMap { $0 }
            let cancelled = try await queue.store.write { [try queue.cancel(ids[0], in: $0), try queue.cancel(ids[0], in: $0)] }
            #expect(cancelled == [true, false])
            let claimed = try await queue.claim(queue: "default", limit: 9, owner: "a", leaseMilliseconds: 100)
            #expect(claimed.map(\.id) == [ids[1]])
            _ = try await queue.finish([(claimed[0], .failed(error: "no"))], owner: "a")
            let again = try await queue.store.write { try queue.tryAgain(ids[1], in: $0) }
            #expect(again)
            let second = try await queue.claim(queue: "default", limit: 9, owner: "a", leaseMilliseconds: 100)
            #expect(second.map(\.attempt) == [1])
        }
    }

    @Test(arguments: TestStores.available)
    func prune_removesOldEndedJobs_andKeepsFailedOnesLonger(engine: OperationalEngine) async throws {
        try await withQueue(engine) { queue, clock in
            _ = try await add(queue, (0..<1200).map { NewJob(kind: $0 == 0 ? "fail" : $0 == 1 ? "stay" : "done") })
            var claimed = try await queue.claim(queue: "default", limit: 2000, owner: "a", leaseMilliseconds: 100)
            let stay = try #require(claimed.firstIndex { $0.kind == "stay" })
            claimed.remove(at: stay)
            _ = try await queue.finish(claimed.map { ($0, $0.kind == "fail" ? .failed(error: "no") : .done) }, owner: "a")
            let none = try await queue.prune()
            clock.advance(milliseconds: 2 * 86_400_000)
            let done = try await queue.prune()
            clock.advance(milliseconds: 13 * 86_400_000)
            let failed = try await queue.prune()
            #expect([none, done, failed] == [0, 1198, 1])
            let counts = try await queue.counts()
            #expect(counts == JobCounts(waiting: 0, running: 1, failed: 0))
        }
    }
}

private final class Flag: Sendable {
    let isUp = Atomic(false)
}
