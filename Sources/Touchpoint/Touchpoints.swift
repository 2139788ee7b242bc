import Collect
import Crypto
import Identify
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

        /// Collects the parts.
        public init(
            accept: @escaping @Sendable ([IncomingEvent]) async throws -> Void, pageKey: @escaping @Sendable () async throws -> String,
            mediaFolder: String
        ) {
            self.accept = accept
            self.pageKey = pageKey
            self.mediaFolder = mediaFolder
        }
    }

    let base: RoomBase
    let parts: Parts
    private let signing = Mutex<SymmetricKey?>(nil)

    /// Works on that base.
    public init(_ base: RoomBase, parts: Parts) {
        self.base = base
        self.parts = parts
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
