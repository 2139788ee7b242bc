import Collect
import Foundation
import Identify
import Profile
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
        parts.reactions = [TouchpointReaction(own: opening.base.outcomes.source, pages: { pages.known })]
        parts.start = [{ _ = try await pages.key() }]
        return (room, parts)
    }
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
