import Synchronization
import Logging
import Audience
import Identify
import Profile
import Storage
public import Vocabulary

extension Journeys {
    /// Runs taken forward in one transaction.
    static let batch = 200

    /// Takes runs forward as they become due, until cancelled: in the order of their moments, the next moment kept in memory, no polling.
    public func run() async {
        var pause: Int64 = 100
        while !Task.isCancelled {
            let calls = clockwork.calls
            do {
                let next = try await advanceDue()
                pause = 100
                if let next {
                    let wait = next.since(base.clock.now)
                    if wait > 0 { await clockwork.sleep(since: calls, milliseconds: min(wait, 60_000)) }
                } else {
                    await clockwork.sleep(since: calls, milliseconds: 60_000)
                }
            } catch {
                if Task.isCancelled { return }
                base.logger.warning("journeys wait", metadata: ["error": "\(error)"])
                await clockwork.sleep(since: clockwork.calls, milliseconds: pause)
                pause = min(pause * 2, 5_000)
            }
        }
    }

    /// Takes what is due forward; returns the next moment.
    @discardableResult
    public func advanceDue() async throws -> Instant? {
        while true {
            try Task.checkCancellation()
            let now = base.clock.now
            let paused = book.withLock { $0.paused }.sorted()
            let standing = paused.isEmpty ? "" : " AND journey NOT IN (\(paused.map(String.init).joined(separator: ", ")))"
            let due = try await base.store.read { tx in
                try tx.query(
                    "SELECT \(JourneyRun.columns) FROM journey_run WHERE state = 'waiting' AND due_at <= $1\(standing) ORDER BY due_at, id LIMIT \(Self.batch)",
                    [.integer(now.milliseconds)], JourneyRun.init)
            }
            guard !due.isEmpty else {
                return try await base.store.read { tx in
                    try tx.first("SELECT min(due_at) FROM journey_run WHERE state = 'waiting'\(standing)") { $0.optionalInteger(0) } ?? nil
                }.map(Instant.init(milliseconds:))
            }
            let counts = try await counts(for: due)
            FaultPoint.reach("journey.before_commit")
            try await base.store.write(.projection) { [self] tx in
                for found in due {
                    // Somebody may have changed it since it was read.
                    guard let run = try JourneyRun.find(found.id, in: tx), !run.isDone, run.dueAt <= now, run.steps == found.steps, run.node == found.node else {
                        continue
                    }
                    try advance(run, counts[found.id] ?? [:], in: tx)
                }
            }
            FaultPoint.reach("journey.committed")
            if due.count < Self.batch { continue }
            // A burst must not starve others: projection and people come in between.
            await Task.yield()
        }
    }

    /// Event counts that the rules of these runs' journeys need, read before the transaction.
    private func counts(for runs: [JourneyRun]) async throws -> [Int64: [EventCondition: Int]] {
        var found: [Int64: [EventCondition: Int]] = [:]
        for run in runs {
            guard let definition = definition(run.journey, run.version) else { continue }
            let conditions = definition.rules.flatMap(\.events)
            if !conditions.isEmpty { found[run.id] = try await facts.counts(conditions, of: base.graph.leaves(of: run.leaf)) }
        }
        return found
    }

    /// Takes one run from node to node until it waits or ends.
    private func advance(_ given: JourneyRun, _ counts: [EventCondition: Int], in tx: any SQLTransaction) throws {
        var run = given
        let now = base.clock.now
        guard let definition = definition(run.journey, run.version) else { return try end(&run, "ended", in: tx) }
        guard let customer = try base.reader.customer(run.leaf, in: tx) else { return try end(&run, "deleted", in: tx) }
        var facts = try CustomerFacts(customer, reader: base.reader, now: now, in: tx)
        facts.counts = counts
        if run.node.isEmpty {
            guard try begin(&run, definition, facts, in: tx) else { return }
        } else if let node = definition.nodes[run.node] {
            let (next, kind) = RunStep.leave(node, run)
            try count(run, node.id, "left", in: tx)
            try count(run, node.id, kind, in: tx)
            try note(run, node.id, kind, in: tx)
            run.node = next
        }
        // Two runs with the same key may have become one person's: the older goes on.
        if case .concurrent = definition.mode {} else if let older = try olderRun(than: run, in: tx) {
            return try end(&run, "merged", ["run": .int(older)], in: tx)
        }
        for _ in 0..<JourneyDefinition.mostSteps {
            guard !run.node.isEmpty else { return try end(&run, "completed", in: tx) }
            guard let node = definition.nodes[run.node] else { return try end(&run, "ended", in: tx) }
            run.steps += 1
            guard run.steps <= 10_000 else { return try end(&run, "too_many_steps", in: tx) }
            try count(run, node.id, "entered", in: tx)
            switch RunStep.enter(node, run, facts, at: now, zone: base.zone()) {
            case .stay(let until, let limit):
                run.nodeAt = now
                run.dueAt = until
                run.limitAt = limit
                run.isMatched = false
                try note(run, node.id, "wait", ["until": .string(ISO8601.format(until))], in: tx)
                try run.save(in: tx)
                return
            case .go(let next, let kind, let given, let action):
                var (kind, detail) = (kind, given)
                if let action {
                    // Exit rules hold before anything is done.
                    if let rule = definition.exitRule, rule.matches(facts) {
                        try count(run, node.id, "left", in: tx)
                        try note(run, node.id, "exit_rule", ["why": rule.explain(facts)], in: tx)
                        return try end(&run, "exit_rule", in: tx)
                    }
                    if run.isGhost {
                        kind = "held_out"
                    } else {
                        detail["key"] = .string(try perform(action, run, node.id, in: tx))
                    }
                }
                try count(run, node.id, "left", in: tx)
                try count(run, node.id, kind, in: tx)
                try note(run, node.id, kind, detail, in: tx)
                run.node = next
            }
        }
        try end(&run, "too_many_steps", in: tx)
    }

    /// The entry: the audience filter, then the holdout. False when the person does not come in.
    private func begin(_ run: inout JourneyRun, _ definition: JourneyDefinition, _ facts: CustomerFacts, in tx: any SQLTransaction) throws -> Bool {
        let rule: AudienceRule? =
            switch definition.entry {
            case .event(_, let rule), .tag(_, let rule): rule
            case .once, .cron: nil
            }
        if let rule, !run.isTest, !rule.matches(facts) {
            try count(run, "", "dropped_audience", in: tx)
            try note(run, "", "not_entered", ["why": rule.explain(facts)], in: tx)
            run.isDone = true
            run.endedAt = base.clock.now
            run.reason = "not_in_audience"
            try run.save(in: tx)
            return false
        }
        run.node = definition.start
        try count(run, "", "entered", in: tx)
        if run.isGhost { try count(run, "", "held_out", in: tx) }
        try note(run, "", "entered", rule.map { ["why": $0.explain(facts)] } ?? [:], in: tx)
        try base.outcomes.record(
            "$journey_entered", leaf: run.leaf,
            properties: ["journey": .int(run.journey), "version": .int(run.version), "run": .int(run.id), "heldOut": .bool(run.isGhost), "test": .bool(run.isTest)],
            in: tx)
        return true
    }

    func end(_ run: inout JourneyRun, _ reason: String, _ detail: JSONObject = JSONObject(), in tx: any SQLTransaction) throws {
        run.isDone = true
        run.endedAt = base.clock.now
        run.reason = reason
        try run.save(in: tx)
        try count(run, "", "ended", in: tx)
        try count(run, "", "ended_\(reason)", in: tx)
        try note(run, "", reason, detail, in: tx)
        try base.outcomes.record(
            "$journey_exited", leaf: run.leaf,
            properties: ["journey": .int(run.journey), "version": .int(run.version), "run": .int(run.id), "reason": .string(reason)], in: tx)
    }

    /// Asks another room to do something, under a key that is the same whatever is run again. Returns the key.
    private func perform(_ action: RunStep.Action, _ run: JourneyRun, _ node: String, in tx: any SQLTransaction) throws -> String {
        let key = IdempotencyKey.of(run: run.id, node: node, iteration: run.steps)
        let cause = "journey:\(run.journey)/run:\(run.id)/node:\(node)"
        switch action {
        case .send(let template):
            var variables = JSONObject()
            variables["event"] = .object(run.context)
            try base.jobs.ask(
                SendMessage(key: key, leaf: run.leaf, template: template, variables: variables, cause: cause, run: run.id, isTest: run.isTest), in: tx)
        case .slot(let slot, let content, let hours):
            try base.jobs.ask(ShowInSlot(key: key, leaf: run.leaf, slot: slot, content: content, hours: hours, cause: cause), in: tx)
        case .tag(let name, let group, let on):
            try base.outcomes.record(
                "$journey_tagged", leaf: run.leaf, properties: ["journey": .int(run.journey), "run": .int(run.id), "tag": .string(name), "on": .bool(on)],
                commands: [.tag(name: name, group: group, on: on)], in: tx)
        case .assign(let person, let note):
            try base.jobs.ask(AssignLead(key: key, leaf: run.leaf, cause: cause, salesperson: person, note: note), in: tx)
        case .webhook(let channel, let event):
            try base.jobs.ask(
                CallWebhook(
                    key: key, channel: channel, leaf: run.leaf, event: event, data: ["journey": .int(run.journey), "run": .int(run.id), "context": .object(run.context)],
                    run: run.id), in: tx)
        }
        return key
    }

    private func olderRun(than run: JourneyRun, in tx: any SQLTransaction) throws -> Int64? {
        guard !run.isTest else { return nil }
        var found: Int64?
        try tx.queryMany(
            "SELECT id FROM journey_run WHERE leaf = $1 AND journey = $2 AND state = 'waiting' AND id < $3 AND is_test = 0 AND node <> ''",
            base.graph.leaves(of: run.leaf).map { [SQLValue($0.rawValue), .integer(run.journey), .integer(run.id)] }
        ) { _, row in found = min(found ?? .max, row.integer(0)) }
        return found
    }
}

/// Keys of what a run asks for (F2.12).
enum IdempotencyKey {
    /// Hex SHA-256 of run, node and iteration, cut to 128 bits.
    static func of(run: Int64, node: String, iteration: Int64) -> String {
        let hash = Hash128(of: Array("\(run)/\(node)/\(iteration)".utf8))
        func hex(_ word: UInt64) -> String { String(repeating: "0", count: word.leadingZeroBitCount / 4).prefix(word == 0 ? 15 : 16) + String(word, radix: 16) }
        return hex(hash.high) + hex(hash.low)
    }
}
