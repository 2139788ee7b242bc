import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Storage

@Suite struct JobRunnerTests {
    /// Runs a runner while the body runs, then stops it.
    private func running(_ runner: JobRunner, _ body: () async throws -> Void) async throws {
        let task = Task { await runner.run() }
        do {
            try await body()
        } catch {
            task.cancel()
            await task.value
            throw error
        }
        runner.stop()
        await task.value
    }

    private func until(_ condition: () async throws -> Bool) async throws {
        for _ in 0..<2000 where try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test(arguments: TestStores.available)
    func jobs_runOnceEach_withBoundedConcurrency(engine: OperationalEngine) async throws {
        try await TestStores.withStore(engine) { store in
            let queue = JobQueue(store: store, clock: TestClock().clock, entropy: .seeded(1))
            let ran = Recorder()
            let now = Atomic(0)
            let most = Atomic(0)
            let runner = JobRunner(
                queue, queues: [.init("default", concurrency: 5)],
                handlers: [
                    "k": { job in
                        most.max(now.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
                        await Task.yield()
                        ran.add(job.payload)
                        now.subtract(1, ordering: .relaxed)
                    }
                ])
            try await running(runner) {
                for part in 0..<10 {
                    try await store.write { transaction in
                        _ = try queue.add((0..<20).map { NewJob(kind: "k", payload: "\(part * 20 + $0)") }, in: transaction)
                    }
                }
                try await until { ran.items.count >= 200 }
            }
            #expect(ran.items.compactMap { Int($0) }.sorted() == Array(0..<200))
            #expect(most.load(ordering: .relaxed) <= 5)
            let counts = try await queue.counts()
            #expect(counts == JobCounts(waiting: 0, running: 0, failed: 0))
        }
    }

    @Test func failingJob_isTriedAgainWithBackOff_thenFailsForGood() async throws {
        try await TestStores.withStore(.sqlite) { store in
            struct Broken: Error {}
            let clock = TestClock()
            let queue = JobQueue(store: store, clock: clock.clock, entropy: .seeded(1))
            let tries = Recorder()
            let runner = JobRunner(
                queue, queues: [.init("default", retry: RetryPolicy(base: 1000, cap: 10_000))],
                handlers: [
                    "k": { job in
                        tries.add("\(job.attempt)")
                        throw Broken()
                    }
                ])
            try await running(runner) {
                try await store.write { _ = try queue.add(NewJob(kind: "k", maxAttempts: 3), in: $0) }
                try await until { tries.items.count == 1 }
                try await until { try await queue.counts().waiting == 1 }
                let due = try #require(try await queue.nextDue(queue: "default"))
                #expect(due.since(clock.now) >= 750 && due.since(clock.now) <= 1250)
                for expected in 2...3 {
                    clock.advance(milliseconds: 10_000)
                    queue.wake()
                    try await until { tries.items.count == expected }
                    try await until { try await queue.counts().running == 0 }
                }
            }
            #expect(tries.items == ["1", "2", "3"])
            let counts = try await queue.counts()
            #expect(counts == JobCounts(waiting: 0, running: 0, failed: 1))
        }
    }

    @Test func refusals_giveUp_retryLater_orPostpone() async throws {
        try await TestStores.withStore(.sqlite) { store in
            let clock = TestClock()
            let queue = JobQueue(store: store, clock: clock.clock, entropy: .seeded(1))
            let runner = JobRunner(
                queue, queues: [.init("default")],
                handlers: [
                    "give-up": { _ in throw JobRefusal.giveUp("never") },
                    "retry": { _ in throw JobRefusal.retry(afterMilliseconds: 500, "limit") },
                    "postpone": { _ in throw JobRefusal.postpone(milliseconds: 700) },
                ])
            let kinds = ["give-up", "retry", "postpone", "unknown"]
            try await running(runner) {
                try await store.write { _ = try queue.add(kinds.map { NewJob(kind: $0) }, in: $0) }
                try await until { try await queue.counts() == JobCounts(waiting: 2, running: 0, failed: 2) }
            }
            let rows = try await store.read { transaction in
                try transaction.query("SELECT kind, state, attempt, due_at FROM job ORDER BY id", []) { row in
                    "\(row.text(0)) \(row.integer(1)) \(row.integer(2)) \(row.integer(3) - clock.now.milliseconds)"
                }
            }
            #expect(rows == ["give-up 3 1 0", "retry 0 1 500", "postpone 0 0 700", "unknown 3 1 0"])
        }
    }

    @Test func cancelledRunner_givesItsJobsBack() async throws {
        try await TestStores.withStore(.sqlite) { store in
            let queue = JobQueue(store: store, clock: TestClock().clock, entropy: .seeded(1))
            let started = Gate()
            let runner = JobRunner(
                queue, queues: [.init("default")],
                handlers: [
                    "k": { _ in
                        started.open()
                        try await Task.sleep(for: .seconds(600))
                    }
                ])
            try await store.write { _ = try queue.add(NewJob(kind: "k"), in: $0) }
            let task = Task { await runner.run() }
            await started.wait()
            task.cancel()
            await task.value
            let counts = try await queue.counts()
            #expect(counts == JobCounts(waiting: 1, running: 0, failed: 0))
        }
    }

    @Test func slowQueue_doesNotStallAnother() async throws {
        try await TestStores.withStore(.sqlite) { store in
            let queue = JobQueue(store: store, clock: TestClock().clock, entropy: .seeded(1))
            let (letGo, fast) = (Gate(), Recorder())
            let runner = JobRunner(
                queue, queues: [.init("slow", concurrency: 1), .init("fast", concurrency: 1)],
                handlers: ["slow": { _ in await letGo.wait() }, "fast": { job in fast.add(job.payload) }])
            try await running(runner) {
                try await store.write { _ = try queue.add((0..<3).map { _ in NewJob(queue: "slow", kind: "slow") }, in: $0) }
                try await store.write { _ = try queue.add((0..<10).map { NewJob(queue: "fast", kind: "fast", payload: "\($0)") }, in: $0) }
                try await until { fast.items.count == 10 }
                #expect(fast.items.count == 10)
                letGo.open()
            }
        }
    }

    @Test func cron_addsOneJobPerMoment_andMakesUpForMissedOnesOnce() async throws {
        try await TestStores.withStore(.sqlite) { store in
            let clock = TestClock()  // 12:00 in Shanghai
            let queue = JobQueue(store: store, clock: clock.clock, entropy: .seeded(1))
            let cron = CronTable(jobs: queue)
            let entry = CronEntry(name: "nightly", expression: "30 3 * * *", timeZone: "Asia/Shanghai", job: NewJob(kind: "k"))
            try await store.write { try cron.set(entry, in: $0) }
            let ran = Recorder()
            let runner = JobRunner(queue, queues: [.init("default")], handlers: ["k": { job in ran.add("\(job.due.since(clock.now))") }])
            try await running(runner) {
                clock.advance(milliseconds: 15 * 3_600_000 + 29 * 60_000)
                queue.wake()
                try await Task.sleep(for: .milliseconds(50))
                #expect(ran.items.isEmpty)
                clock.advance(milliseconds: 60_000)
                queue.wake()
                try await until { ran.items.count == 1 }
                try await until { try await queue.counts().running == 0 }
                // Three nights with nothing running: once.
                clock.advance(milliseconds: 3 * 86_400_000 + 3_600_000)
                queue.wake()
                try await until { ran.items.count == 2 }
                try await until { try await queue.counts().running == 0 }
            }
            #expect(ran.items == ["0", "0"])
            // An unchanged entry keeps its moment.
            let next = try await store.read { try $0.first("SELECT next_at FROM cron") { $0.integer(0) } }
            try await store.write { try cron.set(entry, in: $0) }
            let same = try await store.read { try $0.first("SELECT next_at FROM cron") { $0.integer(0) } }
            #expect(next == same)
        }
    }
}
