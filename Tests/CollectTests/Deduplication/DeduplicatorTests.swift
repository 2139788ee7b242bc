import Storage
import TestKit
import Testing
import Vocabulary

@testable import Collect

struct DeduplicatorTests {
    private struct Undo: Error {}

    private static let small = DedupeLimits(largestInMemory: 400, stepKeys: 700, stepPages: 3, mostRuns: 20)

    private static func key(_ number: Int) -> Hash128 {
        var generator = SeededGenerator(seed: UInt64(number))
        return Hash128(high: generator.next(), low: generator.next())
    }

    /// One batch in one transaction that commits or rolls back; what the deduplicator said, in either case.
    private static func batch(
        _ numbers: [Int], day: Int32, commit: Bool, _ deduplicator: Deduplicator, _ store: any OperationalStore
    ) async throws -> [Bool] {
        let keys = numbers.map { (key: key($0), day: day) }
        do {
            let answer = try await store.write(.projection) { tx in
                let answer = try deduplicator.firstSeen(keys, in: tx)
                if !commit { throw Answer(value: answer) }
                return answer
            }
            deduplicator.commit()
            return answer
        } catch let undone as Answer {
            deduplicator.rollback()
            return undone.value
        }
    }

    private struct Answer: Error { var value: [Bool] }

    private static func upkeep(commit: Bool, _ deduplicator: Deduplicator, _ store: any OperationalStore) async throws -> Bool {
        do {
            let more = try await store.write(.background) { tx in
                let more = try deduplicator.mergeStep(in: tx)
                if !commit { throw Undo() }
                return more
            }
            deduplicator.commit()
            return more
        } catch is Undo {
            deduplicator.rollback()
            return true
        }
    }

    @Test(arguments: TestStores.available)
    func repeatsInsideOneCallAndLater(engine: OperationalEngine) async throws {
        try await TestStores.withStore(engine) { store in
            let deduplicator = Deduplicator()
            let answer1 = try await Self.batch([1, 2, 1, 3, 2], day: 5, commit: true, deduplicator, store)
            #expect(answer1 == [true, true, false, true, false])
            let answer2 = try await Self.batch([3, 4], day: 6, commit: false, deduplicator, store)
            #expect(answer2 == [false, true])
            let answer3 = try await Self.batch([3, 4], day: 6, commit: true, deduplicator, store)
            #expect(answer3 == [false, true])
            let answer4 = try await Self.batch([], day: 6, commit: true, deduplicator, store)
            #expect(answer4 == [])
            let restarted = Deduplicator()
            let answer5 = try await Self.batch([1, 4, 9], day: 6, commit: true, restarted, store)
            #expect(answer5 == [false, false, true])
        }
    }

    @Test(arguments: TestStores.available, [UInt64(1), 2, 3])
    func agreesWithASetWhateverHappens(engine: OperationalEngine, seed: UInt64) async throws {
        try await TestStores.withStore(engine) { store in
            var generator = SeededGenerator(seed: seed)
            var deduplicator = Deduplicator(windowDays: 7, limits: Self.small)
            var seen: [Int: Int32] = [:]
            var day: Int32 = 20_000
            var fresh = 0
            for _ in 0..<260 {
                switch Int.random(in: 0..<20, using: &generator) {
                case 0..<9:
                    let size =
                        Bool.random(using: &generator)
                        ? Int.random(in: 1...4, using: &generator) : Int.random(in: 1...900, using: &generator)
                    var numbers: [Int] = []
                    for _ in 0..<size {
                        if fresh > 0, Int.random(in: 0..<4, using: &generator) == 0 {
                            numbers.append(Int.random(in: 0..<fresh, using: &generator))
                        } else {
                            numbers.append(fresh)
                            fresh += 1
                        }
                    }
                    let commit = Int.random(in: 0..<5, using: &generator) > 0
                    let answer = try await Self.batch(numbers, day: day, commit: commit, deduplicator, store)
                    var inside: Set<Int> = []
                    for (number, isNew) in zip(numbers, answer) {
                        // Past the window it may be either.
                        if let known = seen[number], known < day - 7, !inside.contains(number) {
                            if isNew { inside.insert(number) }
                            continue
                        }
                        #expect(isNew == (seen[number] == nil && !inside.contains(number)), "seed \(seed) number \(number)")
                        inside.insert(number)
                    }
                    if commit {
                        for (number, isNew) in zip(numbers, answer) where isNew { seen[number] = day }
                    }
                case 9..<16:
                    for _ in 0..<Int.random(in: 1...12, using: &generator) where try await !Self.upkeep(commit: true, deduplicator, store) {
                        break
                    }
                case 16: _ = try await Self.upkeep(commit: false, deduplicator, store)
                case 17: deduplicator = Deduplicator(windowDays: 7, limits: Self.small)
                case 18: day += 1
                default: if Int.random(in: 0..<6, using: &generator) == 0 { day += 3 }
                }
            }
            while try await Self.upkeep(commit: true, deduplicator, store) {}
            let expected = seen.values.filter { $0 >= day - 7 }.count
            let stats = deduplicator.stats()
            #expect(stats.keys >= expected)
            // Settled: nothing in the store but live runs.
            let stored = try await store.read { tx in
                try tx.first("SELECT COUNT(*), SUM(state), SUM(keys) FROM dedupe_run") { [$0.integer(0), $0.integer(1), $0.integer(2)] }
                    ?? []
            }
            #expect(stored == [Int64(stats.runs), Int64(stats.runs), Int64(stats.keys)])
            let orphans = try await store.read { tx in
                try tx.first("SELECT COUNT(*) FROM dedupe_page WHERE run NOT IN (SELECT id FROM dedupe_run)") { $0.integer(0) }
            }
            #expect(orphans == 0)
        }
    }

    @Test(arguments: TestStores.available)
    func largeRunsKeepTheirKeysInTheStore(engine: OperationalEngine) async throws {
        try await TestStores.withStore(engine) { store in
            let deduplicator = Deduplicator(windowDays: 8, limits: DedupeLimits(largestInMemory: 2_000, stepKeys: 30_000))
            for start in stride(from: 0, to: 120_000, by: 8_000) {
                _ = try await Self.batch(Array(start..<start + 8_000), day: 10, commit: true, deduplicator, store)
            }
            _ = try await Self.batch([999_999], day: 11, commit: true, deduplicator, store)
            while try await Self.upkeep(commit: true, deduplicator, store) {}
            #expect(deduplicator.stats().runs <= 4)
            let parts = try await store.read { tx in try tx.first("SELECT COUNT(*) FROM dedupe_page WHERE page < 0") { $0.integer(0) } }
            #expect(parts ?? 0 >= 2)
            for known in [deduplicator, Deduplicator(windowDays: 8, limits: DedupeLimits(largestInMemory: 2_000))] {
                let answer = try await Self.batch(Array(stride(from: 0, to: 120_000, by: 37)), day: 11, commit: true, known, store)
                #expect(!answer.contains(true))
            }
            let before = deduplicator.stats().falsePageReads
            let answer = try await Self.batch(Array(200_000..<204_000), day: 11, commit: true, deduplicator, store)
            #expect(!answer.contains(false))
            // About 1 key in 1,000 passes a filter by chance.
            #expect(deduplicator.stats().falsePageReads - before < 4_000 / 100)
        }
    }

    @Test func damagedPagesAreRefused() async throws {
        try await TestStores.withStore(.sqlite) { store in
            _ = try await Self.batch(Array(0..<300), day: 1, commit: true, Deduplicator(), store)
            try await store.write { tx in _ = try tx.execute("DELETE FROM dedupe_page WHERE page = 1") }
            await #expect(throws: LianluError.self) {
                try await store.read { tx in try Deduplicator().load(in: tx) }
            }
        }
    }

    @Test func aCommitThatWasTakenForARollbackIsFoundAgain() async throws {
        try await TestStores.withStore(.sqlite) { store in
            let deduplicator = Deduplicator()
            _ = try await store.write(.projection) { tx in try deduplicator.firstSeen([(Self.key(1), 3)], in: tx) }
            deduplicator.rollback()
            let answer6 = try await Self.batch([1, 2], day: 3, commit: true, deduplicator, store)
            #expect(answer6 == [false, true])
        }
    }

    @Test func plan_gathersPastDays() {
        func run(_ id: Int64, _ day: Int32, _ count: Int) -> DedupeRun {
            DedupeRun(id: id, day: day, keys: (0..<count).map { Hash128(high: UInt64($0), low: 0) })
        }
        #expect(DedupePlan.next([run(1, 5, 100), run(2, 5, 90)], today: 5) == nil)
        #expect(DedupePlan.next([run(1, 4, 100), run(2, 4, 90), run(3, 4, 20)], today: 5)?.count == 3)
        #expect(DedupePlan.next([run(1, 4, 1000), run(2, 4, 90), run(3, 4, 2)], today: 5) == nil)
        #expect(DedupePlan.next((1...9).map { run($0, 5, 20) }, today: 5)?.count == 9)
        #expect(DedupePlan.next((1...7).map { run($0, 5, 20) } + [run(8, 5, 600)], today: 5) == nil)
    }
}
