import Behaviour
import Collect
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Path

@Suite(.serialized) struct ProjectorTests {
    @Test(arguments: TestStores.available)
    func eventsTravelOnce(engine: OperationalEngine) async throws {
        try await PathBench.with(engine) { bench in
            bench.start()
            try await bench.accept([bench.event("1", user: "u1"), bench.event("2", user: "u2"), bench.event("1", user: "u1")])
            try await bench.accept([bench.event("2", user: "u2"), bench.event("3", "buy", user: "u1", at: 5)])
            try await bench.settle()
            let totals = bench.projector.totals
            #expect(totals.stored == [1: 3] && totals.duplicate == [1: 2] && totals.rejected.isEmpty)
            #expect(try await bench.behaviour.recount() == [1: 3])
            let waiting = try await bench.store.read { tx in try tx.first("SELECT count(*) FROM identifier") { $0.integer(0) } }
            #expect(waiting == 2)
        }
    }

    /// The process ends after the operational commit, before the behavioural one.
    @Test(arguments: TestStores.available)
    func resolvedButNotAppended(engine: OperationalEngine) async throws {
        try await PathBench.with(engine) { bench in
            try await bench.accept([bench.event("1", user: "u1"), bench.event("2", user: "u2")])
            try await bench.projector.recover()
            let batches = try await bench.inbox.batches(after: 0, limitBytes: 1 << 20)
            _ = try await bench.projector.project(batches)
            #expect(try await bench.behaviour.recount().isEmpty)

            try await bench.reopen()
            bench.start()
            try await bench.accept([bench.event("2", user: "u2"), bench.event("3", user: "u2")])
            try await bench.settle()
            #expect(try await bench.behaviour.recount() == [1: 3])
            #expect(bench.projector.totals.duplicate == [1: 1])
            let leaves = try await bench.store.read { tx in try tx.first("SELECT sum(events) FROM leaf_state") { $0.integer(0) } }
            #expect(leaves == 3)
        }
    }

    /// The power fails while several projected batches are only in the operational log's unflushed tail: they are projected again.
    @Test func powerCut_takesBackWhatWasWrittenAhead_andNothingIsLostOrDoubled() async throws {
        try await PathBench.with(.sqlite) { bench in
            try await bench.accept([bench.event("1", user: "u1"), bench.event("2", user: "u2")])
            try await bench.projector.recover()
            let first = try await bench.inbox.batches(after: 0, limitBytes: 1 << 20)
            try await bench.projector.append(try await bench.projector.project(first))
            let settled = try #require(bench.store as? PowerCutStore).durableBytes
            for round in 3..<6 {
                try await bench.accept([bench.event("\(round)", user: "u1"), bench.event("2", user: "u2")])
                let last = bench.projector.projected.value
                _ = try await bench.projector.project(try await bench.inbox.batches(after: last, limitBytes: 1 << 20))
            }
            #expect(try #require(bench.store as? PowerCutStore).durableBytes == settled, "projection waits for no fsync")
            #expect(bench.projector.projected.value > bench.projector.watermark.value)

            try await bench.cutPower()
            let projected = try await bench.store.read { tx in try tx.first("SELECT batch FROM projection WHERE id = 1") { $0.integer(0) } }
            #expect(projected == first.last?.sequence)
            bench.start()
            try await bench.settle()
            #expect(try await bench.behaviour.recount() == [1: 5])
            #expect(bench.projector.totals.duplicate == [1: 3])
            let leaves = try await bench.store.read { tx in try tx.first("SELECT sum(events) FROM leaf_state") { $0.integer(0) } }
            #expect(leaves == 5)
        }
    }

    /// Power cuts at any moment of a running projector: the behavioural store never knows more than the operational one.
    @Test func powerCut_underLoad_losesNothing() async throws {
        try await PathBench.with(.sqlite) { bench in
            for round in 0..<4 {
                bench.start()
                for batch in 0..<10 {
                    try await bench.accept((0..<20).map { bench.event("\(round)-\(batch)-\($0)", user: "u\($0 % 7)") })
                    if batch % 3 == round % 3 { try await bench.projector.watermark.reached(await bench.inbox.status().lastSequence - 1) }
                }
                await bench.pause()
                try await bench.cutPower()
            }
            bench.start()
            try await bench.settle()
            #expect(try await bench.behaviour.recount() == [1: 800])
            #expect(bench.projector.totals.stored == [1: 800] && bench.projector.totals.duplicate.isEmpty)
        }
    }

    /// The process ends after the behavioural commit, before the inbox forgets.
    @Test(arguments: TestStores.available)
    func appendedButNotForgotten(engine: OperationalEngine) async throws {
        try await PathBench.with(engine) { bench in
            try await bench.accept([bench.event("1", user: "u1")])
            try await bench.projector.recover()
            let batch = try #require(try await bench.inbox.batches(after: 0, limitBytes: 1 << 20).first)
            let resolved = try #require(try await bench.projector.project([batch]).first)
            var progress = BehaviourProgress()
            progress.advance(to: resolved.sequence, resolved.counts)
            try await bench.behaviour.append(resolved.events, progress: progress)

            try await bench.reopen()
            bench.start()
            try await bench.accept([bench.event("2", user: "u1")])
            try await bench.settle()
            #expect(try await bench.behaviour.recount() == [1: 2])
            #expect(bench.projector.totals.stored == [1: 2])
        }
    }

    /// A transaction that fails changes nothing, in memory too, and is tried again.
    @Test(arguments: TestStores.available)
    func failedBatchIsTriedAgain(engine: OperationalEngine) async throws {
        try await PathBench.with(engine) { bench in
            try await bench.projector.recover()
            try await bench.store.write { tx in try tx.execute("ALTER TABLE leaf_state RENAME TO hidden") }
            try await bench.accept([bench.event("1", "first", user: "u1")])
            let batch = try #require(try await bench.inbox.batches(after: 0, limitBytes: 1 << 20).first)
            await #expect(throws: (any Error).self) { try await bench.projector.project([batch]) }
            #expect(bench.projector.parts.dictionary.code(of: "first") == nil)
            try await bench.store.write { tx in try tx.execute("ALTER TABLE hidden RENAME TO leaf_state") }
            let resolved = try #require(try await bench.projector.project([batch]).first)
            #expect(resolved.events.count == 1 && resolved.counts.duplicate.isEmpty)
        }
    }

    @Test(arguments: TestStores.available)
    func retention_removesOldEvents_andTheCountsStillHold(engine: OperationalEngine) async throws {
        try await PathBench.with(engine) { bench in
            bench.start()
            let day: Int64 = 86_400_000
            try await bench.accept([
                bench.event("old", user: "u1", at: -31 * day), bench.event("new", user: "u1", at: -29 * day),
                bench.event("now", user: "u2"),
            ])
            try await bench.settle()
            let retention = Retention(projector: bench.projector, behaviour: bench.behaviour, clock: bench.clock.clock)
            #expect(try await retention.removeEvents(olderThan: 0) == 0)
            #expect(try await bench.behaviour.recount() == [1: 3])
            #expect(try await retention.removeEvents(olderThan: 30) == 1)
            #expect(try await retention.removeEvents(olderThan: 30) == 0)
            #expect(try await bench.behaviour.recount() == [1: 2])
            let check = try #require(try await Doctor(bench.projector).examine().first { $0.name == "events" })
            #expect(check.status == .ok && check.detail.contains("1 past their retention"), "\(check.detail)")
        }
    }

    @Test func quiescedSeesBothStoresAtOneBatch() async throws {
        try await PathBench.with(.sqlite) { bench in
            bench.start()
            for round in 0..<20 { try await bench.accept((0..<50).map { bench.event("\(round)-\($0)", user: "u\($0)") }) }
            for _ in 0..<5 {
                let (projector, behaviour) = (bench.projector, bench.behaviour)
                let (stored, counted) = try await projector.quiesced {
                    let stored = projector.totals.stored[1] ?? 0
                    let counted = try await behaviour.recount()[1] ?? 0
                    #expect(projector.watermark.value == projector.projected.value)
                    return (stored, counted)
                }
                #expect(stored == counted)
            }
            try await bench.settle()
            #expect(bench.projector.totals.stored == [1: 1000])
        }
    }

    @Test func behaviourAheadIsRefused() async throws {
        try await PathBench.with(.sqlite) { bench in
            var progress = BehaviourProgress()
            progress.batch = 9
            try await bench.behaviour.append([], progress: progress)
            await #expect(throws: LianluError.self) { try await bench.projector.prepare() }
        }
    }

    @Test func doctorCountsAgain() async throws {
        try await PathBench.with(.sqlite) { bench in
            bench.start()
            try await bench.accept((0..<30).map { bench.event("\($0)", user: "u\($0 % 3)") })
            try await bench.settle()
            #expect(try await Doctor(bench.projector).examine().allSatisfy { $0.status == .ok })
            _ = try await bench.behaviour.erase(leaves: [LeafNumber(1)])
            #expect(try await Doctor(bench.projector).examine().contains { $0.name == "events" && $0.status == .failed })
        }
    }
}
