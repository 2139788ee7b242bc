public import Logging
public import Profile
public import Storage
import Synchronization
public import Vocabulary

/// Hands events to the rooms that react to them: in order, each room with its own progress, once the behaviour watermark has reached their batch.
///
/// The projector writes wanted events as triggers in its transaction; each reaction's effects commit together with its progress here. An event that a
/// reaction cannot digest is set aside after several tries (table `reaction_failure`) so that the next ones go on: health shows it until the reaction has
/// digested a later one, the doctor for 30 days.
public final class Reactor: Sendable {
    let store: any OperationalStore
    let reactions: [any Reaction]
    let clock: WallClock
    let logger: Logger
    /// The newest batch with a trigger in it.
    private let newest = Mutex<Int64>(0)
    private let states = Mutex<[String: ReactionStatus]>([:])
    /// Reactions whose last event was set aside.
    private let marred = Mutex<Set<String>>([])
    private let watermark: Watermark

    /// Events of one transaction.
    static let most = 200
    /// How long the record of a set-aside event is kept once the reaction works again, in ms.
    static let kept: Int64 = 30 * 86_400_000
    /// Tries before an event is set aside.
    static let tries = 6

    /// A reactor for these rooms; `watermark` is the behavioural store's.
    public init(store: any OperationalStore, reactions: [any Reaction], watermark: Watermark, clock: WallClock, logger: Logger) {
        self.store = store
        self.reactions = reactions
        self.watermark = watermark
        self.clock = clock
        self.logger = logger
    }

    /// How each reaction is doing.
    public var status: [ReactionStatus] { states.withLock { states in states.values.sorted { $0.name < $1.name } } }

    /// Whether any room wants the event.
    func wants(_ event: IncomingEvent) -> Bool {
        for reaction in reactions where reaction.wants(event) { return true }
        return false
    }

    /// Told by the projector after its commit: a batch with triggers is stored; the watermark passes it once that is durable.
    func note(batch: Int64) { newest.withLock { $0 = max($0, batch) } }

    /// Reacts until the task is cancelled; after ``open()``.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for reaction in reactions { group.addTask { await self.loop(reaction) } }
        }
    }

    /// Makes the rows of progress before anything is projected: a new reaction begins at what comes next.
    func open() async throws {
        let names = reactions.map(\.name)
        let (last, stained) = try await store.write(.projection) { tx -> (Int64, [String]) in
            let newest = try tx.first("SELECT value FROM counter WHERE name = 'event'") { $0.integer(0) } ?? 0
            for name in names {
                try tx.execute(
                    "INSERT INTO reaction_progress(name, ordinal) VALUES ($1, $2) ON CONFLICT(name) DO NOTHING",
                    [.text(name), .integer(newest)])
            }
            for name in try tx.query("SELECT name FROM reaction_progress", [], { $0.text(0) }) where !names.contains(name) {
                try tx.execute("DELETE FROM reaction_progress WHERE name = $1", [.text(name)])
            }
            return (
                try tx.first("SELECT coalesce(max(batch), 0) FROM reaction_trigger") { $0.integer(0) } ?? 0,
                try tx.query("SELECT DISTINCT reaction FROM reaction_failure WHERE cleared_at IS NULL", []) { $0.text(0) }
            )
        }
        marred.withLock { $0.formUnion(stained) }
        note(batch: last)
    }

    private func loop(_ reaction: any Reaction) async {
        var done: Int64 = 0
        var pause = 100
        while !Task.isCancelled {
            do {
                let mark = watermark.value
                let batch = min(newest.withLock { $0 }, mark)
                if batch <= done {
                    try await watermark.reached(mark + 1)
                    continue
                }
                while try await step(reaction, through: batch) { try Task.checkCancellation() }
                done = batch
                pause = 100
            } catch is CancellationError {
                return
            } catch {
                let text = (error as? LianluError).map { "\($0.message) \($0.hint)" } ?? "\(error)"
                logger.error("a reaction stopped; trying again", metadata: ["reaction": "\(reaction.name)", "error": "\(text)"])
                note(reaction.name) { $0.failure = text }
                try? await Task.sleep(for: .milliseconds(pause))
                pause = min(pause * 2, 5_000)
            }
        }
    }

    /// The next events through that batch; false when there are none.
    private func step(_ reaction: any Reaction, through batch: Int64) async throws -> Bool {
        let rows = try await store.read { tx in
            try tx.query(
                "SELECT ordinal, leaf, payload FROM reaction_trigger WHERE ordinal > (SELECT ordinal FROM reaction_progress WHERE name = $1) AND batch <= $2 ORDER BY ordinal LIMIT \(Self.most)",
                [.text(reaction.name), .integer(batch)]
            ) { ($0.integer(0), $0.integer(1), $0.blob(2)) }
        }
        guard let last = rows.last?.0 else { return false }
        let events = try rows.map { row in
            var reader = ByteReader(row.2)
            return ResolvedEvent(
                event: try EventCodec.decode(&reader), leaf: LeafNumber(UInt32(truncatingIfNeeded: row.1)), ordinal: row.0)
        }.filter { reaction.wants($0.event) }
        do {
            try await commit(reaction, events, through: last)
        } catch let error where Self.mayBeTheEvents(error) && !Task.isCancelled {
            try await oneByOne(reaction, events, through: last)
        }
        note(reaction.name) { status in
            status.failure = nil
            status.handled += events.count
            status.newest = events.last?.event.receivedAt ?? status.newest
        }
        return rows.count == Self.most
    }

    private func commit(_ reaction: any Reaction, _ events: [ResolvedEvent], through last: Int64) async throws {
        FaultPoint.reach("reaction.before_commit")
        let recovers = !events.isEmpty && marred.withLock { $0.contains(reaction.name) }
        let now = clock.now
        try await store.write(.projection) { tx in
            if !events.isEmpty { try reaction.react(to: events, in: tx) }
            if recovers {
                try tx.execute(
                    "UPDATE reaction_failure SET cleared_at = $1 WHERE reaction = $2 AND cleared_at IS NULL",
                    [.integer(now.milliseconds), .text(reaction.name)])
                try tx.execute(
                    "DELETE FROM reaction_failure WHERE reaction = $1 AND at < $2",
                    [.text(reaction.name), .integer(now.milliseconds - Self.kept)])
            }
            try tx.execute("UPDATE reaction_progress SET ordinal = $1 WHERE name = $2", [.integer(last), .text(reaction.name)])
            try tx.execute("DELETE FROM reaction_trigger WHERE ordinal <= (SELECT min(ordinal) FROM reaction_progress)")
        }
        if recovers { marred.withLock { _ = $0.remove(reaction.name) } }
        FaultPoint.reach("reaction.committed")
    }

    /// A group failed: each event by itself, so that one that cannot be digested does not hold up the others.
    private func oneByOne(_ reaction: any Reaction, _ events: [ResolvedEvent], through last: Int64) async throws {
        for event in events {
            var tries = 1
            while true {
                do {
                    try await commit(reaction, [event], through: event.ordinal)
                    break
                } catch let error where Self.mayBeTheEvents(error) && tries >= Self.tries {
                    try await setAside(reaction, event, error)
                    break
                } catch let error where Self.mayBeTheEvents(error) {
                    try await Task.sleep(for: .milliseconds(50 << tries))
                    tries += 1
                }
            }
        }
        try await commit(reaction, [], through: last)
    }

    private func setAside(_ reaction: any Reaction, _ item: ResolvedEvent, _ error: any Error) async throws {
        let text = String(((error as? LianluError).map { "\($0.message) \($0.hint)" } ?? "\(error)").prefix(500))
        logger.error(
            "an event was set aside", metadata: ["reaction": "\(reaction.name)", "ordinal": "\(item.ordinal)", "error": "\(text)"])
        let now = clock.now
        try await store.write(.projection) { tx in
            try tx.execute(
                "INSERT INTO reaction_failure(reaction, ordinal, leaf, event, error, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT(reaction, ordinal) DO NOTHING",
                [
                    .text(reaction.name), .integer(item.ordinal), SQLValue(item.leaf.rawValue), .text(item.event.name),
                    .text(text.replacing("\u{0}", with: "")), .integer(now.milliseconds),
                ])
            try tx.execute("UPDATE reaction_progress SET ordinal = $1 WHERE name = $2", [.integer(item.ordinal), .text(reaction.name)])
        }
        marred.withLock { _ = $0.insert(reaction.name) }
        note(reaction.name) { $0.setAside += 1 }
    }

    /// A full disk or a lost connection is nobody's event.
    private static func mayBeTheEvents(_ error: any Error) -> Bool {
        if error is CancellationError { return false }
        return (error as? LianluError)?.code != .unavailable
    }

    private func note(_ name: String, _ change: (inout ReactionStatus) -> Void) {
        states.withLock { states in
            var status = states[name] ?? ReactionStatus(name: name)
            change(&status)
            states[name] = status
        }
    }
}
