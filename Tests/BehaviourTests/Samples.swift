import Behaviour
import TestKit
import Vocabulary

/// Makes stores and events for tests.
enum Samples {
    static func open(_ folder: String) async throws -> DuckDBStore {
        var options = DuckDBOptions(path: folder + "/behaviour.duckdb")
        options.memoryBytes = 512 << 20
        return try await DuckDBStore.open(options)
    }

    /// Runs a body with a fresh store and closes it afterwards.
    static func withStore(_ body: (DuckDBStore) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            let store = try await open(folder)
            try await body(store)
            await store.close()
        }
    }

    static func event(
        _ ordinal: Int64, leaf: UInt32 = 1, code: Int32 = 1, time: Int64? = nil, source: Int32 = 1, channel: Channel = .web,
        properties: String = "{}", facts: EventFacts = EventFacts(), messageID: String? = nil
    ) -> BehaviourEvent {
        let instant = Instant(milliseconds: time ?? 1_795_406_400_000 + ordinal)
        var event = IncomingEvent(
            name: "e\(code)", dedupeKey: Hash128(high: 0, low: UInt64(ordinal)), source: source, channel: channel, trust: .trusted,
            time: instant,
            receivedAt: instant)
        event.properties = Array(properties.utf8)
        event.facts = facts
        event.messageID = messageID
        return BehaviourEvent(ordinal: ordinal, leaf: LeafNumber(leaf), code: code, session: instant.milliseconds, event: event)
    }

    static func progress(_ batch: Int64, stored: [Int32: Int] = [:]) -> BehaviourProgress {
        var progress = BehaviourProgress()
        progress.batch = batch
        progress.stored = stored
        return progress
    }
}
