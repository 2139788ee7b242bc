import Behaviour
import Collect
import Foundation
import Identify
import Logging
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Path

/// Real stores in a temporary folder, joined as App joins them; can be stopped and opened again on the same data.
final class PathBench {
    let folder: String
    let url: String?
    let clock = TestClock()
    private(set) var store: any OperationalStore
    private(set) var inbox: any Inbox
    private(set) var behaviour: DuckDBStore
    private(set) var graph: IdentityGraph
    private(set) var projector: Projector
    private var running: Task<Void, any Error>?
    private let reactions: [any Reaction]

    static func with(_ engine: OperationalEngine, reactions: [any Reaction] = [], _ body: (PathBench) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            func run(_ url: String?) async throws {
                let bench = try await PathBench(folder: folder, url: url, reactions: reactions)
                do { try await body(bench) } catch {
                    await bench.close()
                    throw error
                }
                await bench.close()
            }
            if engine == .postgres { try await TestStores.withPostgresURL { try await run($0) } } else { try await run(nil) }
        }
    }

    private init(folder: String, url: String?, reactions: [any Reaction]) async throws {
        self.reactions = reactions
        self.folder = folder
        self.url = url
        (store, inbox, behaviour, graph, projector) = try await Self.open(folder, url, clock, reactions)
    }

    private static func open(_ folder: String, _ url: String?, _ clock: TestClock, _ reactions: [any Reaction]) async throws -> (
        any OperationalStore, any Inbox, DuckDBStore, IdentityGraph, Projector
    ) {
        let configuration = OperationalStores.Configuration(dataDirectory: folder, postgresURL: url)
        let opened = try await OperationalStores.open(configuration)
        let store: any OperationalStore = url == nil ? PowerCutStore(opened, log: folder + "/operational.sqlite-wal") : opened
        let inbox = try await OperationalStores.openInbox(configuration, capBytes: 64 << 20)
        var options = DuckDBOptions(path: folder + "/behaviour.duckdb")
        options.memoryBytes = 256 << 20
        let behaviour = try await DuckDBStore.open(options)
        let graph = IdentityGraph(store: store) { Array("\($0)".utf8) }
        try await graph.reload()
        let dictionary = EventDictionary()
        try await dictionary.load(store)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let projector = Projector(
            Projector.Parts(
                store: store, inbox: inbox, behaviour: behaviour, graph: graph, profile: ProfileProjection(), deduplicator: Deduplicator(),
                dictionary: dictionary,
                lease: OperationalStores.lease(configuration), reactions: reactions, clock: clock.clock, logger: logger))
        return (store, inbox, behaviour, graph, projector)
    }

    /// Runs the projector.
    func start() { running = Task { [projector] in try await projector.run() } }

    /// Stops the projector where it stands.
    func pause() async {
        running?.cancel()
        _ = await running?.result
        running = nil
    }

    /// Closes everything and opens it again, as a new process would.
    func reopen() async throws {
        await close()
        (store, inbox, behaviour, graph, projector) = try await Self.open(folder, url, clock, reactions)
    }

    /// Opens what the disk would hold had the power failed now (embedded stores): the operational log ends where it was last flushed.
    func cutPower() async throws {
        let durable = try #require(store as? PowerCutStore).durableBytes
        let aside = folder + "-after-power-cut"
        try FileManager.default.copyItem(atPath: folder, toPath: aside)
        let log = try #require(FileHandle(forWritingAtPath: aside + "/operational.sqlite-wal"))
        #expect(try log.seekToEnd() >= durable)
        try log.truncate(atOffset: durable)
        try log.close()
        try? FileManager.default.removeItem(atPath: aside + "/operational.sqlite-shm")
        try? FileManager.default.removeItem(atPath: aside + "/inbox.sqlite-shm")
        await close()
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.moveItem(atPath: aside, toPath: folder)
        (store, inbox, behaviour, graph, projector) = try await Self.open(folder, url, clock, reactions)
    }

    func close() async {
        await pause()
        await projector.parts.lease.release()
        await inbox.close()
        await behaviour.close()
        await store.close()
    }

    /// Accepts events as one request.
    func accept(_ events: [IncomingEvent]) async throws {
        var out = ByteWriter()
        for event in events { EventCodec.encode(event, into: &out) }
        try await inbox.accept(InboxEntry(payload: out.bytes, accepted: [1: events.count], rejected: [:]))
    }

    /// Waits until everything accepted is queryable.
    func settle() async throws { try await projector.watermark.reached(await inbox.status().lastSequence) }

    /// Waits until every reaction has seen everything accepted.
    func react() async throws {
        try await settle()
        while try await store.read({ tx in try tx.first("SELECT 1 FROM reaction_trigger LIMIT 1") { $0.integer(0) } }) != nil {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    func event(_ id: String, _ name: String = "view", user: String, at offset: Int64 = 0) -> IncomingEvent {
        var event = IncomingEvent(
            name: name, dedupeKey: Hash128(of: Array("1:\(id)".utf8)), source: 1, channel: .web, trust: .trusted,
            time: clock.now.adding(milliseconds: offset), receivedAt: clock.now)
        event.messageID = id
        event.identifiers = [Identifier(.userID, user)]
        return event
    }
}
