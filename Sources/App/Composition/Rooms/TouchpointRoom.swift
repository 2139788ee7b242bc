import Collect
import Foundation
import Identify
import Profile
import ServiceLifecycle
import Storage
import Synchronization
import Touchpoint
import Vocabulary

/// Opens the room Touchpoint and says what of it is to be run.
enum TouchpointRoom {
    static func open(_ opening: RoomOpening) async throws -> (room: Touchpoints, parts: RoomParts) {
        let pages = PageSource(sources: opening.sources)
        let room = Touchpoints(
            opening.base,
            parts: Touchpoints.Parts(accept: opening.accept, pageKey: { try await pages.key() }, mediaFolder: opening.folder.media))
        var parts = RoomParts()
        parts.reactions = [TouchpointReaction(room, pages: { pages.known })]
        parts.queues = [.init(ShowInSlot.queue, concurrency: 4), .init("touchpoints", concurrency: 1)]
        parts.handlers = [
            ShowInSlot.kind: { job in try await room.show(job.command(ShowInSlot.self)) },
            "touchpoints.sweep": { _ in try await room.sweep() },
        ]
        parts.erasure = [.init("touchpoints") { target in try await room.erase(target) }]
        parts.services = [TouchpointService(room: room)]
        let (jobs, store) = (opening.base.jobs, opening.base.store)
        parts.start = [
            {
                _ = try await pages.key()
                try await room.prepare()
                try await store.write { tx in
                    try CronTable(jobs: jobs).set(
                        CronEntry(
                            name: "touchpoints.sweep", expression: "17 * * * *", timeZone: "UTC",
                            job: NewJob(queue: "touchpoints", kind: "touchpoints.sweep", uniqueKey: "touchpoints.sweep")), in: tx)
                }
            }
        ]
        return (room, parts)
    }
}

/// Keeps what the room has in memory a few seconds old at most.
struct TouchpointService: Service {
    let room: Touchpoints

    func run() async throws { await cancelWhenGracefulShutdown { await room.keepFresh() } }
}

/// The source under whose public browser key landing pages send their events; made on first use.
final class PageSource: Sendable {
    /// Its name.
    static let name = "landing-pages"

    private let sources: SourceRegistry
    private let found = Mutex<(source: Int32, key: String)?>(nil)

    init(sources: SourceRegistry) { self.sources = sources }

    /// Its number, once known.
    var known: Int32? { found.withLock { $0?.source } }

    /// The browser key.
    func key() async throws -> String {
        if let known = found.withLock({ $0 }) { return known.key }
        let all = try await sources.sources()
        let source: Source
        if let existing = all.first(where: { $0.name == Self.name }) {
            source = existing
        } else {
            source = try await sources.create(name: Self.name, channel: .h5, kind: .browser)
        }
        let key: String
        if let live = source.keys.first(where: { $0.kind == .browser && $0.revokedAt == nil }), let value = live.value {
            key = value
        } else {
            key = try await sources.createKey(source: source.id, kind: .browser, label: Self.name, origins: []).value
        }
        found.withLock { $0 = (source.id, key) }
        return key
    }
}
