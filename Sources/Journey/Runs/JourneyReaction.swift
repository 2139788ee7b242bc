import Audience
import Identify
public import Profile
public import Storage
import Synchronization
public import Vocabulary

/// Lets people in, ends runs at once when an exit or the goal comes (also during waits), wakes those who wait for an event, counts outcomes of messages.
public struct JourneyReaction: Reaction {
    public let name = "journey"
    private let journeys: Journeys

    /// A reaction for these journeys.
    public init(_ journeys: Journeys) { self.journeys = journeys }

    private static let outcomes: Set<String> = [
        "$message_accepted", "$message_delivered", "$message_failed", "$message_unknown", "$message_not_sent",
    ]

    public func wants(_ event: IncomingEvent) -> Bool {
        if event.source == journeys.base.outcomes.source, Self.outcomes.contains(event.name) { return true }
        return journeys.book.withLock { book in
            book.names.contains(event.name)
                || (book.wantsTags
                    && event.commands.contains { command in
                        if case .tag(_, _, true) = command { true } else { false }
                    })
        }
    }

    public func react(to events: [ResolvedEvent], in tx: any SQLTransaction) throws {
        var woke = false
        for item in events {
            let properties = (try? JSONValue(parsing: item.event.properties)) ?? .object(JSONObject())
            if item.event.source == journeys.base.outcomes.source, Self.outcomes.contains(item.event.name) {
                try journeys.countOutcome(item.event.name, properties, in: tx)
            }
            // Those inside first: an order that ends a run must not let the same person in again before it.
            if try journeys.tellRuns(item, properties, in: tx) { woke = true }
            if try journeys.letIn(item, properties, in: tx) { woke = true }
        }
        if woke { tx.afterCommit { [journeys] in journeys.clockwork.wake() } }
    }
}

extension Journeys {
    func countOutcome(_ name: String, _ properties: JSONValue, in tx: any SQLTransaction) throws {
        guard let id = properties["run"]?.int, let node = properties["node"]?.string, let run = try JourneyRun.find(id, in: tx) else {
            return
        }
        let what = String(name.dropFirst("$message_".count))
        try count(run, node, what, in: tx)
        try note(run, node, what, ["message": properties["message"] ?? .null, "reason": properties["reason"] ?? .null], in: tx)
    }

    /// Exits, goals and events that are waited for. Those of a paused journey count too: an exit or a goal ends its run at once, so that nothing that still
    /// waits to be sent goes out; an event that is waited for is noted, and followed when the journey goes on. True when a run has something to do now.
    func tellRuns(_ item: ResolvedEvent, _ properties: JSONValue, in tx: any SQLTransaction) throws -> Bool {
        var runs: [JourneyRun] = []
        try tx.queryMany(
            "SELECT \(JourneyRun.columns) FROM journey_run WHERE leaf = $1 AND state = 'waiting'",
            base.graph.leaves(of: item.leaf).map { [SQLValue($0.rawValue)] }
        ) { _, row in runs.append(JourneyRun(row)) }
        var woke = false
        for var run in runs.sorted(by: { $0.id < $1.id }) {
            guard let definition = definition(run.journey, run.version), item.event.time >= run.enteredAt.adding(milliseconds: -1) else {
                continue
            }
            // A keyed run listens to its own key only.
            if case .concurrent(let property, _) = definition.mode, let value = properties[property]?.plainText, value != run.key {
                continue
            }
            if definition.exitEvents.contains(where: { $0.fits(item.event, properties) }) {
                try leave(run, in: tx)
                try end(&run, "exit_event", ["event": .string(item.event.name)], in: tx)
                continue
            }
            if let goal = definition.goal, goal.fits(item.event, properties), run.goalAt == nil {
                run.goalAt = item.event.time
                try count(run, "", "goal", in: tx)
                try note(run, "", "goal", ["event": .string(item.event.name)], in: tx)
                try base.outcomes.record(
                    "$journey_goal", leaf: run.leaf, properties: ["journey": .int(run.journey), "run": .int(run.id)], in: tx)
                if definition.goalExits {
                    try leave(run, in: tx)
                    try end(&run, "goal", in: tx)
                    continue
                }
                try run.save(in: tx)
            }
            if let node = definition.nodes[run.node], case .waitEvent(let match, _, _, _) = node.kind, match.fits(item.event, properties),
                !run.isMatched,
                item.event.time >= run.nodeAt, run.limitAt.map({ item.event.time <= $0 }) ?? true
            {
                run.isMatched = true
                run.dueAt = min(run.dueAt, base.clock.now)
                try run.save(in: tx)
                woke = true
            }
        }
        return woke
    }

    /// Counts that a run leaves where it is. One that ends before it began came in, although nobody asked its rule.
    private func leave(_ run: JourneyRun, in tx: any SQLTransaction) throws {
        if run.node.isEmpty { try count(run, "", "entered", in: tx) } else { try count(run, run.node, "left", in: tx) }
    }

    /// Makes runs of those who come in by this event. The audience filter is looked at when the run begins.
    func letIn(_ item: ResolvedEvent, _ properties: JSONValue, in tx: any SQLTransaction) throws -> Bool {
        let open = book.withLock { $0.open }
        var woke = false
        for (journey, (version, definition)) in open.sorted(by: { $0.key < $1.key }) {
            switch definition.entry {
            case .event(let match, _): guard match.fits(item.event, properties) else { continue }
            case .tag(let name, _):
                let isIt = item.event.commands.contains { command in
                    if case .tag(let put, _, true) = command { put == name } else { false }
                }
                guard isIt else { continue }
            case .once, .cron: continue
            }
            if try enter(
                journey, version, definition, leaf: item.leaf, source: "event:\(item.ordinal)", context: properties.object ?? JSONObject(),
                in: tx)
            {
                woke = true
            }
        }
        return woke
    }

    /// Makes one run when the journey's mode lets the customer in. What is dropped is counted with its reason.
    func enter(
        _ journey: Int64, _ version: Int64, _ definition: JourneyDefinition, leaf: LeafNumber, source: String, context: JSONObject,
        in tx: any SQLTransaction
    ) throws -> Bool {
        let now = base.clock.now
        var earlier: [JourneyRun] = []
        try tx.queryMany(
            "SELECT \(JourneyRun.columns) FROM journey_run WHERE leaf = $1 AND journey = $2 AND is_test = 0 AND reason <> 'not_in_audience'",
            base.graph.leaves(of: leaf).map { [SQLValue($0.rawValue), .integer(journey)] }
        ) { _, row in earlier.append(JourneyRun(row)) }
        var key = "customer:\(base.graph.canonical(of: leaf).rawValue)"
        var refused: String?
        switch definition.mode {
        case .once: if !earlier.isEmpty { refused = "dropped_once" }
        case .afterExit(let gap, let most):
            if earlier.contains(where: { !$0.isDone }) {
                refused = "dropped_inside"
            } else if let last = earlier.compactMap(\.endedAt).max(), now.since(last) < gap {
                refused = "dropped_gap"
            } else if most > 0, earlier.count >= most {
                refused = "dropped_most"
            }
        case .concurrent(let property, let most):
            guard let value = context[property]?.plainText, !value.isEmpty else {
                refused = "dropped_no_key"
                break
            }
            key = value
            if earlier.contains(where: { !$0.isDone && $0.key == value }) {
                refused = "dropped_inside"
            } else if earlier.filter({ !$0.isDone }).count >= most {
                refused = "dropped_most"
            }
        }
        if let refused {
            try tx.execute(
                "INSERT INTO journey_count(journey, version, node, name, count) VALUES ($1, $2, '', $3, 1) ON CONFLICT(journey, version, node, name) DO UPDATE SET count = journey_count.count + 1",
                [.integer(journey), .integer(version), .text(refused)])
            return false
        }
        let isGhost = definition.holdout > 0 && HashBucket.of(key, salt: "holdout/journey/\(journey)") < definition.holdout
        return try tx.execute(
            "INSERT INTO journey_run(id, journey, version, run_key, source, leaf, state, node, node_at, due_at, matched, steps, is_ghost, is_test, context, entered_at, reason) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', '', $7, $8, 0, 0, $9, 0, $10, $11, '') ON CONFLICT(journey, run_key, source) DO NOTHING",
            [
                .integer(try tx.take(from: "journey_run")), .integer(journey), .integer(version), .text(key), .text(source),
                SQLValue(leaf.rawValue),
                .integer(now.milliseconds), .integer(now.milliseconds), SQLValue(isGhost), .text(JSONValue.object(context).text),
                .integer(now.milliseconds),
            ]) == 1
    }
}
