public import Storage
import Synchronization
public import Vocabulary

extension IdentityGraph {
    /// Resolves a batch inside the projector's write transaction: finds or gives leaves, links them, applies aliases and unbinds.
    ///
    /// One result per event, in order. When the transaction does not commit, call ``reload()``.
    public func resolve(_ events: [IncomingEvent], in tx: any SQLTransaction) throws -> [EventResolution] {
        try ensureLoaded(in: tx)
        return try writer.withLock { caches in
            let leaves = try BatchLeaves(events, graph: self, caches: &caches, in: tx)
            var links = BatchLinks(events, leaves, graph: self)
            try links.prefetch(&caches, in: tx)
            let resolutions = try events.indices.map { try links.resolve($0, &caches, in: tx) }
            try links.flush(in: tx)
            return resolutions
        }
    }
}
