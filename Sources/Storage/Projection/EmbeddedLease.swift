/// The lease of the embedded engine: the data folder's file lock already keeps every other process away.
public final class EmbeddedLease: ProjectorLease {
    /// Held from the beginning.
    public init() {}
    /// Always epoch 1.
    public func acquire() async throws -> Int64 { 1 }
    /// Always held.
    public func assertHeld(in transaction: any SQLTransaction) throws {}
    /// Nothing to give back.
    public func release() async {}
}
