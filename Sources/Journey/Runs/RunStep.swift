import Audience
import Vocabulary

/// What one node makes of one run: pure, from the definition, the run and the facts.
enum RunStep {
    /// What is to be done besides going on.
    enum Action: Equatable {
        case send(template: Int64)
        case slot(key: String, content: Int64?, hours: Int64)
        case tag(name: String, group: String, on: Bool)
        case assign(salesperson: Int64?, note: String)
        case webhook(channel: Int64, event: String)
    }

    /// Where it goes.
    enum Outcome: Equatable {
        /// On to a node ("" ends the run), with what was decided and done.
        case go(String, kind: String, detail: JSONObject, action: Action?)
        /// Stays until a moment; an event until `limit` goes on earlier.
        case stay(until: Instant, limit: Instant?)
    }

    /// How much later than its timeout an event may arrive and still count, in ms (F2.5).
    static let grace: Int64 = 5_000

    /// What happens when a run comes into a node.
    static func enter(_ node: JourneyNode, _ run: JourneyRun, _ facts: CustomerFacts, at now: Instant, zone: TimeZoneRules) -> Outcome {
        // A test runs fast: nobody waits thirty minutes to see a flow.
        func until(_ moment: Instant) -> Instant { run.isTest ? min(moment, now.adding(milliseconds: 1_000)) : moment }
        switch node.kind {
        case .wait(let length, _): return .stay(until: until(now.adding(milliseconds: length)), limit: nil)
        case .waitCalendar(let days, let minute, let named, _):
            let rules =
                (named.isEmpty ? (facts.traits["timeZone"]?.string ?? facts.traits["timezone"]?.string) : named).flatMap {
                    try? TimeZoneRules.named($0)
                } ?? zone
            let wall = rules.wall(at: now)
            var date = wall.date.adding(days: days)
            if days == 0, wall.millisecondOfDay / 60_000 >= minute { date = date.adding(days: 1) }
            return .stay(
                until: until(rules.instant(of: CivilTime(milliseconds: CivilTime(date).milliseconds + Int64(minute) * 60_000))), limit: nil)
        case .waitEvent(_, let timeout, _, _):
            let limit = until(now.adding(milliseconds: timeout))
            return .stay(until: limit.adding(milliseconds: run.isTest ? 0 : grace), limit: limit)
        case .condition(let rule, let yes, let no):
            let held = rule.matches(facts)
            return .go(held ? yes : no, kind: held ? "yes" : "no", detail: ["why": rule.explain(facts)], action: nil)
        case .split(let share, let a, let b):
            let bucket = HashBucket.of(run.key, salt: "journey/\(run.journey)/\(node.id)")
            return .go(bucket < share ? b : a, kind: bucket < share ? "b" : "a", detail: ["bucket": .int(bucket)], action: nil)
        case .send(let template, let next):
            return .go(next, kind: "send", detail: ["template": .int(template)], action: .send(template: template))
        case .slot(let key, let content, let hours, let next):
            return .go(next, kind: "slot", detail: ["slot": .string(key)], action: .slot(key: key, content: content, hours: hours))
        case .tag(let name, let group, let on, let next):
            return .go(
                next, kind: on ? "tagged" : "untagged", detail: ["tag": .string(name)], action: .tag(name: name, group: group, on: on))
        case .assign(let person, let note, let next):
            return .go(next, kind: "assign", detail: [:], action: .assign(salesperson: person, note: note))
        case .webhook(let channel, let event, let next):
            return .go(next, kind: "webhook", detail: ["event": .string(event)], action: .webhook(channel: channel, event: event))
        case .exit: return .go("", kind: "exit", detail: [:], action: nil)
        }
    }

    /// Where a run goes whose wait is over.
    static func leave(_ node: JourneyNode, _ run: JourneyRun) -> (next: String, kind: String) {
        switch node.kind {
        case .waitEvent(_, _, let matched, let timedOut): run.isMatched ? (matched, "matched") : (timedOut, "timeout")
        case .wait(_, let next), .waitCalendar(_, _, _, let next): (next, "waited")
        default: (node.next.first ?? "", "waited")
        }
    }
}
