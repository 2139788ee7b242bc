/// The operational store: identities, profiles, orders, jobs, settings. Two engines, one contract, one contract-test suite.
///
/// Bodies are synchronous closures that run on the engine's own threads; only the outer call is async, so no C call blocks the cooperative pool.
/// In each process one write runs at a time, so a body may rely on nothing of this process being written between its statements. On PostgreSQL a body of the
/// interactive or background lane may run again after a deadlock or a lost connection: change memory in ``SQLTransaction/afterCommit(_:)`` or after the call.
/// A body that throws rolls back and its error is rethrown. A full disk or read-only folder surfaces as ``LianluError`` code `unavailable`.
public protocol OperationalStore: AnyObject, Sendable {
    /// Which engine this is.
    var engine: OperationalEngine { get }

    /// Runs a read-only transaction on a consistent snapshot.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T

    /// Runs a write transaction; durable when it returns. Interactive writes go before projection.
    @discardableResult
    func write<T: Sendable>(_ lane: WriteLane, _ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T

    /// Runs a write transaction of the projection lane that need not be durable when it returns: it is with the next ``write(_:_:)`` or ``settle()``.
    ///
    /// A power cut may take it back, whole and together with everything written ahead after it; a crash of the process never does. For work that is done
    /// again from a durable source (the projector's, from the inbox) and is settled before anything outside this store builds on it.
    @discardableResult
    func writeAhead<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T

    /// Returns once everything committed so far survives a power cut; throws when the disk refuses.
    func settle() async throws

    /// Closes files and connections; later calls throw.
    func close() async
}

extension OperationalStore {
    /// An interactive write.
    @discardableResult
    public func write<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        try await write(.interactive, body)
    }

    /// An engine without a cheaper way writes durably at once.
    @discardableResult
    public func writeAhead<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        try await write(.projection, body)
    }

    /// Nothing is outstanding where every write is durable at once.
    public func settle() async throws {}
}
