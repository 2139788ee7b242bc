import Audience
import Identify
import Profile
import Storage
import Vocabulary

extension Journeys {
    /// Takes one run from node to node until it waits or ends.
    func advance(_ given: JourneyRun, _ counts: [EventCondition: Int], in tx: any SQLTransaction) throws {
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
        if case .concurrent = definition.mode {
        } else if let older = try olderRun(than: run, in: tx) {
            return try end(&run, "merged", ["run": .int(older)], in: tx)
        }
        for _ in 0..<JourneyDefinition.mostSteps {
            guard !run.node.isEmpty else { return try end(&run, "completed", in: tx) }
            guard let node = definition.nodes[run.node] else { return try end(&run, "ended", in: tx) }
            run.steps += 1
            guard run.steps <= JourneyDefinition.mostStepsOfARun else { return try end(&run, "too_many_steps", in: tx) }
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
                    // The exit rule is asked before every action.
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
    private func begin(_ run: inout JourneyRun, _ definition: JourneyDefinition, _ facts: CustomerFacts, in tx: any SQLTransaction) throws
        -> Bool
    {
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
            properties: [
                "journey": .int(run.journey), "version": .int(run.version), "run": .int(run.id), "heldOut": .bool(run.isGhost),
                "test": .bool(run.isTest),
            ],
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
            properties: ["journey": .int(run.journey), "version": .int(run.version), "run": .int(run.id), "reason": .string(reason)], in: tx
        )
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
                SendMessage(
                    key: key, leaf: run.leaf, template: template, variables: variables, cause: cause, run: run.id, isTest: run.isTest),
                in: tx)
        case .slot(let slot, let content, let hours):
            try base.jobs.ask(ShowInSlot(key: key, leaf: run.leaf, slot: slot, content: content, hours: hours, cause: cause), in: tx)
        case .tag(let name, let group, let on):
            try base.outcomes.record(
                "$journey_tagged", leaf: run.leaf,
                properties: ["journey": .int(run.journey), "run": .int(run.id), "tag": .string(name), "on": .bool(on)],
                commands: [.tag(name: name, group: group, on: on)], in: tx)
        case .assign(let person, let note):
            try base.jobs.ask(AssignLead(key: key, leaf: run.leaf, cause: cause, salesperson: person, note: note), in: tx)
        case .webhook(let channel, let event):
            try base.jobs.ask(
                CallWebhook(
                    key: key, channel: channel, leaf: run.leaf, event: event,
                    data: ["journey": .int(run.journey), "run": .int(run.id), "context": .object(run.context)],
                    run: run.id), in: tx)
        }
        return key
    }

    /// An older run of the same person that was inside at the same time: one at a time is let in, so the two were two people's once.
    private func olderRun(than run: JourneyRun, in tx: any SQLTransaction) throws -> Int64? {
        guard !run.isTest else { return nil }
        var found: Int64?
        try tx.queryMany(
            "SELECT id FROM journey_run WHERE leaf = $1 AND journey = $2 AND id < $3 AND is_test = 0 AND reason NOT IN ('merged', 'not_in_audience') AND (ended_at IS NULL OR ended_at > $4)",
            base.graph.leaves(of: run.leaf).map {
                [SQLValue($0.rawValue), .integer(run.journey), .integer(run.id), .integer(run.enteredAt.milliseconds)]
            }
        ) { _, row in found = min(found ?? .max, row.integer(0)) }
        return found
    }
}

/// Keys of what a run asks for (F2.12).
enum IdempotencyKey {
    /// Hex SHA-256 of run, node and iteration, cut to 128 bits.
    static func of(run: Int64, node: String, iteration: Int64) -> String {
        let hash = Hash128(of: Array("\(run)/\(node)/\(iteration)".utf8))
        func hex(_ word: UInt64) -> String {
            String(repeating: "0", count: word.leadingZeroBitCount / 4).prefix(word == 0 ? 15 : 16) + String(word, radix: 16)
        }
        return hex(hash.high) + hex(hash.low)
    }
}
