/// The right to project: at most one projector moves the path forward.
///
/// PostgreSQL: the holder of an advisory lock on a connection of its own, fenced by an epoch in table `projection` that each transaction checks, so that a
/// projector which lost the lock without noticing cannot commit. SQLite: always held, the file belongs to one process.
public protocol ProjectorLease: AnyObject, Sendable {
    /// Waits until this process holds the right and returns its epoch (from 1, one higher at each change of hands); again when it was lost.
    @discardableResult
    func acquire() async throws -> Int64

    /// Throws `conflict` when another projector has taken over; call first in every projecting transaction.
    func assertHeld(in transaction: any SQLTransaction) throws

    /// Gives the right back.
    func release() async
}
