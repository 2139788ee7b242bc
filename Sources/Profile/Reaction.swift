public import Storage
public import Vocabulary

/// A room that acts on events: told about those it wants, in order, once their batch can be queried; its effects commit together with its progress.
///
/// Each reaction has its own progress, so a slow or failing one holds up nobody else. ``react(to:in:)`` may run again for the same events after a crash
/// or a lost connection; what it wrote in the transaction then never happened.
public protocol Reaction: Sendable {
    /// Its stable name ("lead", "journey", "feedback").
    var name: String { get }

    /// Whether it wants this event. Called for every stored event inside projection: a look-up in memory, no more.
    func wants(_ event: IncomingEvent) -> Bool

    /// Acts on events it wants, oldest first. Memory may only be changed in ``SQLTransaction/afterCommit(_:)``.
    func react(to events: [ResolvedEvent], in tx: any SQLTransaction) throws
}
