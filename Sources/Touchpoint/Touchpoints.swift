import Collect
import Crypto
import Identify
import Logging
public import Profile
import Storage
import Synchronization
public import Vocabulary

/// Origins, links, landing pages, experiments and slots, as the HTTP side and App use them.
public final class Touchpoints: Sendable {
    /// What App passes in.
    public struct Parts: Sendable {
        /// Makes events durable before it returns, as the door of Collect does.
        public var accept: @Sendable ([IncomingEvent]) async throws -> Void
        /// The public browser key under which landing pages send their events.
        public var pageKey: @Sendable () async throws -> String
        /// Folder for uploaded pictures.
        public var mediaFolder: String
        /// Which rules a customer matches, given some of its leaves.
        public var matching: DecisionDesk.Matching

        /// Collects the parts.
        public init(
            accept: @escaping @Sendable ([IncomingEvent]) async throws -> Void, pageKey: @escaping @Sendable () async throws -> String,
            mediaFolder: String, matching: @escaping DecisionDesk.Matching = { _, _ in [] }
        ) {
            self.accept = accept
            self.pageKey = pageKey
            self.mediaFolder = mediaFolder
            self.matching = matching
        }
    }

    let base: RoomBase
    let parts: Parts
    private let signing = Mutex<SymmetricKey?>(nil)
    let origins = Mutex<(resolver: OriginResolver, at: Instant)?>(nil)
    /// Checked contents by page and version.
    let contents = RecentMap<String, PageContent>(most: 200)
    /// Decides what visitors see in slots.
    let desk: DecisionDesk

    /// Works on that base.
    public init(_ base: RoomBase, parts: Parts) {
        self.base = base
        self.parts = parts
        desk = DecisionDesk(base, matching: parts.matching)
    }

    /// The signing key once ``prepare()`` has run.
    var knownSigningKey: SymmetricKey? { signing.withLock { $0 } }

    /// Reads what must be in memory before anything is served or reacted to.
    public func prepare() async throws {
        _ = try await signingKey()
        try await refreshOrigins(force: true)
        try await desk.refresh()
    }

    /// What a visitor sees in each of these slots, in the order asked; never fails: whatever goes wrong shows the default.
    public func decide(_ visitor: DecisionDesk.Visitor, slots: [String]) async -> [Decision] {
        await desk.decide(visitor, slots: slots, knownSigningKey)
    }

    /// Keeps what is in memory at most a few seconds old, until cancelled.
    public func keepFresh() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(3))
            do {
                try await desk.refresh()
                try await refreshOrigins()
            } catch {
                if !Task.isCancelled { base.logger.warning("touchpoints wait for the store", metadata: ["error": "\(error)"]) }
            }
        }
    }

    /// The key that signs form tokens and previews; made on first use.
    func signingKey() async throws -> SymmetricKey {
        if let key = signing.withLock({ $0 }) { return key }
        let name = "touchpoint.signing"
        let base = base
        let text = try await base.store.write { tx -> String in
            if let known = try base.secrets.get(name, in: tx) { return known.reveal() }
            let made = base.entropy.token(bits: 256)
            try base.secrets.set(name, SecretText(made), in: tx)
            return made
        }
        let key = SymmetricKey(data: Array(text.utf8))
        signing.withLock { $0 = key }
        return key
    }

    /// An event of a visitor, told by Lianlu itself: claims about identity stay claims.
    func visitorEvent(_ name: String, _ visit: Visit, identifiers: [Identifier], properties: JSONObject) -> IncomingEvent {
        let now = base.clock.now
        var event = IncomingEvent(
            name: name, dedupeKey: Hash128(of: base.entropy.bytes(16)), source: base.outcomes.source, channel: .h5, trust: .claimed,
            time: now, receivedAt: now)
        event.messageID = "visit:" + base.entropy.token(bits: 120)
        event.identifiers = identifiers
        event.facts = visit.facts
        event.properties = JSONValue.object(properties).bytes
        return event
    }
}
