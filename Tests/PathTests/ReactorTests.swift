import Behaviour
import Collect
import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Path

@Suite(.serialized) struct ReactorTests {
    private func notes(_ bench: PathBench, _ name: String) async throws -> [String] {
        try await bench.store.read { tx in try NotingReaction.notes(name, in: tx) }
    }

    @Test(arguments: TestStores.available)
    func eachRoomGetsItsEventsOnceAndInOrder(engine: OperationalEngine) async throws {
        let rooms = [NotingReaction("a", wants: "buy"), NotingReaction("b", wants: "view", failures: 2)]
        try await PathBench.with(engine, reactions: rooms) { bench in
            bench.start()
            for round in 0..<5 {
                try await bench.accept((0..<10).map { bench.event("\(round)-\($0)", $0 % 2 == 0 ? "buy" : "view", user: "u\($0)") })
            }
            try await bench.accept([bench.event("0-0", "buy", user: "u0"), bench.event("x", "other", user: "u0")])
            try await bench.react()
            let expected = (0..<5).flatMap { round in (0..<10).map { "\(round)-\($0)" } }
            #expect(try await notes(bench, "a") == expected.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
            #expect(try await notes(bench, "b") == expected.enumerated().filter { $0.offset % 2 == 1 }.map(\.element))
            #expect(bench.projector.reactor.status.allSatisfy { $0.handled == 25 && $0.setAside == 0 && $0.failure == nil })
        }
    }

    /// What one room cannot digest is set aside, told, and holds up neither its next events nor another room.
    @Test(arguments: TestStores.available)
    func anIndigestibleEventIsSetAside(engine: OperationalEngine) async throws {
        let rooms = [NotingReaction("a", wants: "buy", indigestible: "2"), NotingReaction("b", wants: "buy")]
        try await PathBench.with(engine, reactions: rooms) { bench in
            bench.start()
            try await bench.accept((1...4).map { bench.event("\($0)", "buy", user: "u\($0)") })
            try await bench.react()
            #expect(try await notes(bench, "a") == ["1", "3", "4"])
            #expect(try await notes(bench, "b") == ["1", "2", "3", "4"])
            let failures = try await bench.store.read { tx in
                try tx.query("SELECT reaction, event, error FROM reaction_failure", []) { "\($0.text(0)) \($0.text(1)) \($0.text(2))" }
            }
            #expect(failures.count == 1 && failures[0].hasPrefix("a buy Cannot digest this."))
            #expect(try await open(bench) == 0, "it digested later ones")
        }
    }

    /// Health is bad while the last thing a room did was to set an event aside, also after a restart, and good again after the next success.
    @Test(arguments: TestStores.available)
    func aSuccessClearsTheFailure(engine: OperationalEngine) async throws {
        try await PathBench.with(engine, reactions: [NotingReaction("a", wants: "buy", indigestible: "2")]) { bench in
            bench.start()
            try await bench.accept((1...2).map { bench.event("\($0)", "buy", user: "u\($0)") })
            try await bench.react()
            #expect(try await open(bench) == 1)
            try await bench.reopen()
            bench.start()
            try await bench.accept([bench.event("other", "view", user: "u1")])
            try await bench.react()
            #expect(try await open(bench) == 1, "nothing of its own came")
            try await bench.accept([bench.event("3", "buy", user: "u3")])
            try await bench.react()
            #expect(try await open(bench) == 0)
            let kept = try await bench.store.read { tx in try tx.first("SELECT count(*) FROM reaction_failure") { $0.integer(0) } }
            #expect(kept == 1, "the doctor still tells")
        }
    }

    /// Set-aside events of rooms that have not worked since.
    private func open(_ bench: PathBench) async throws -> Int64 {
        try await bench.store.read { tx in
            try tx.first("SELECT count(*) FROM reaction_failure WHERE cleared_at IS NULL") { $0.integer(0) } ?? 0
        }
    }

    /// Triggers that were written before a stop are acted on after it; those acted on are not again. A room that is new begins at what comes next.
    @Test(arguments: TestStores.available)
    func goesOnWhereItStood(engine: OperationalEngine) async throws {
        try await PathBench.with(engine, reactions: [NotingReaction("a", wants: "buy")]) { bench in
            bench.start()
            try await bench.accept([bench.event("1", "buy", user: "u1")])
            try await bench.react()
            try await bench.reopen()
            try await bench.projector.recover()
            try await bench.projector.reactor.open()
            try await bench.accept([bench.event("2", "buy", user: "u1")])
            let batches = try await bench.inbox.batches(after: bench.projector.projected.value, limitBytes: 1 << 20)
            _ = try await bench.projector.project(batches)
            #expect(try await notes(bench, "a") == ["1"])
            try await bench.reopen()
            bench.start()
            try await bench.react()
            #expect(try await notes(bench, "a") == ["1", "2"])
        }
    }

    @Test(arguments: TestStores.available)
    func outcomesComeBackOnce(engine: OperationalEngine) async throws {
        try await PathBench.with(engine) { bench in
            bench.start()
            try await bench.accept([bench.event("1", user: "u1")])
            try await bench.settle()
            let outbox = EventOutbox(store: bench.store)
            let outcomes = Outcomes(outbox: outbox, source: 1, clock: bench.clock.clock)
            let told = try await bench.store.write { tx in
                (
                    try outcomes.record("$lead_created", leaf: LeafNumber(1), properties: ["lead": 7], in: tx),
                    try outcomes.record("$lead_created", leaf: LeafNumber(99), in: tx)
                )
            }
            #expect(told.0 && !told.1)
            // Forwarded twice, as after a crash between the inbox and the removal of the row.
            let payloads = try await bench.store.read { tx in try tx.query("SELECT payload FROM outcome_event", []) { $0.blob(0) } }
            var reader = ByteReader(try #require(payloads.first))
            try await bench.accept([EventCodec.decode(&reader)])
            let (inbox, logger) = (bench.inbox, bench.projector.parts.logger)
            let forwarding = Task {
                await outbox.forward(
                    to: { events in
                        var out = ByteWriter()
                        for event in events { EventCodec.encode(event, into: &out) }
                        try await inbox.accept(InboxEntry(payload: out.bytes, accepted: [1: events.count], rejected: [:]))
                    }, logger: logger)
            }
            while try await outbox.waiting() > 0 { try await Task.sleep(for: .milliseconds(5)) }
            forwarding.cancel()
            await forwarding.value
            try await bench.settle()
            #expect(bench.projector.totals.stored == [1: 2] && bench.projector.totals.duplicate == [1: 1])
            let leaves = try await bench.store.read { tx in try tx.first("SELECT count(*) FROM identifier") { $0.integer(0) } }
            #expect(leaves == 1)
        }
    }
}
