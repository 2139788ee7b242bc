import Behaviour
import Collect
import Identify
import Logging
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Path

/// The answer to the projector's COMMIT is lost on the way: the server has it, the projector does not know, and goes on without a restart.
@Suite(.enabled(if: TestStores.available.contains(.postgres))) struct LostReplyTests {
    @Test(arguments: ["INSERT INTO resolved_batch", "INSERT INTO event_name", "INSERT INTO inbox_total"])
    func commitWithoutAnAnswer_isTakenUp_andNothingIsDoubled(_ words: String) async throws {
        try await TestFolder.with { folder in
            try await TestStores.withPostgresURL { url in
                let proxy = try LossyProxy(to: url)
                defer { proxy.close() }
                let configuration = OperationalStores.Configuration(dataDirectory: folder, postgresURL: proxy.url)
                let store = try await OperationalStores.open(configuration)
                let inbox = try await OperationalStores.openInbox(configuration, capBytes: 1 << 20)
                let behaviour = try await DuckDBStore.open(DuckDBOptions(path: folder + "/behaviour.duckdb"))
                let graph = IdentityGraph(store: store) { Array("\($0)".utf8) }
                try await graph.reload()
                let dictionary = EventDictionary()
                try await dictionary.load(store)
                var logger = Logger(label: "test")
                logger.logLevel = .critical
                let clock = TestClock()
                let lease = OperationalStores.lease(configuration)
                let projector = Projector(
                    Projector.Parts(
                        store: store, inbox: inbox, behaviour: behaviour, graph: graph, profile: ProfileProjection(),
                        deduplicator: Deduplicator(),
                        dictionary: dictionary, lease: lease, clock: clock.clock, logger: logger))
                let running = Task { try await projector.run() }
                proxy.loseCommit(of: words)
                for round in 0..<6 {
                    var out = ByteWriter()
                    for number in 0..<5 {
                        var event = IncomingEvent(
                            name: "name \(round)", dedupeKey: Hash128(of: Array("\(round) \(number)".utf8)), source: 1, channel: .web,
                            trust: .trusted,
                            time: clock.now, receivedAt: clock.now)
                        event.identifiers = [Identifier(.userID, "u\(number)")]
                        EventCodec.encode(event, into: &out)
                    }
                    // As a client does: again until it is told that it is stored.
                    let entry = InboxEntry(payload: out.bytes, accepted: [1: 5], rejected: [:])
                    while (try? await inbox.accept(entry)) == nil { try await Task.sleep(for: .milliseconds(20)) }
                    try await Task.sleep(for: .milliseconds(60))
                }
                for _ in 0..<1_000 where await projector.watermark.value < inbox.status().lastSequence {
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(proxy.lost == 1)
                let received = await inbox.status().received[1] ?? 0
                #expect(projector.totals.stored == [1: 30])
                #expect((projector.totals.duplicate[1] ?? 0) == received - 30, "what the sender sent twice is a repeat")
                #expect(try await behaviour.recount() == [1: 30])
                #expect(projector.status.failure == nil)
                let (leaves, names) = try await store.read { tx in
                    (
                        try tx.first("SELECT CAST(sum(events) AS BIGINT) FROM leaf_state") { $0.integer(0) },
                        try tx.first("SELECT count(*) FROM event_name") { $0.integer(0) }
                    )
                }
                #expect(leaves == 30 && names == 6)
                running.cancel()
                _ = await running.result
                await lease.release()
                await inbox.close()
                await behaviour.close()
                await store.close()
            }
        }
    }
}
