import Profile
import Storage
import Synchronization
public import Vocabulary

extension Touchpoints {
    /// How long the table of rules in memory may be older than the registry, in ms.
    private static let staleness: Int64 = 5_000

    /// The code of the origin that an event's campaign, click or referrer means by the registry's rules; nil when it has none. A look-up in memory.
    public func originCode(of facts: EventFacts) -> String? {
        guard let table = origins.withLock({ $0 }) else { return nil }
        return table.resolver.code(of: facts)
    }

    /// Reads the registry's rules when they may have changed; called at the start, after changes and every few seconds.
    public func refreshOrigins(force: Bool = false) async throws {
        let now = base.clock.now
        if !force, let table = origins.withLock({ $0 }), now.since(table.at) < Self.staleness { return }
        let resolver = try await base.store.read { tx in try OriginResolver(in: tx) }
        origins.withLock { $0 = (resolver, now) }
    }

    /// The registry was changed here: read it again soon.
    func originsChanged() {
        Task { try? await refreshOrigins(force: true) }
    }
}
