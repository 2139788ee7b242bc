public import Audience
import Storage
public import Vocabulary

/// A journey (营销流程) as people define it, checked: who enters, what happens to them, when it is over.
public struct JourneyDefinition: Sendable, Equatable {
    /// How people come in. A rule of an event or tag is asked as the run begins, a moment later.
    public enum Entry: Sendable, Equatable {
        /// By an event; the rule, if any, must hold.
        case event(EventMatch, AudienceRule?)
        /// When a tag is put on; the rule, if any, must hold.
        case tag(String, AudienceRule?)
        /// Everybody a rule means, at a moment.
        case once(Instant, AudienceRule)
        /// Everybody a rule means, again and again: five cron fields in a zone.
        case cron(String, zone: String, AudienceRule)

        /// Whether it addresses many people at once, which a second person must approve.
        public var isMass: Bool {
            switch self {
            case .event, .tag: false
            case .once, .cron: true
            }
        }
    }

    /// Whether somebody may come in again.
    public enum EntryMode: Sendable, Equatable {
        /// Never.
        case once
        /// After the run is over and so many ms have passed; at most so often in all, 0 for no limit.
        case afterExit(minGap: Int64, most: Int)
        /// Several runs at a time, one for each value of a property, at most so many.
        case concurrent(property: String, most: Int)
    }

    /// The JSON as it is stored.
    public var json: JSONValue
    /// How people come in.
    public var entry: Entry
    /// Whether they may come in again.
    public var mode: EntryMode
    /// Share that is never contacted, in ten-thousandths, 0 to 5000: they walk the journey and no action is done, tags included.
    public var holdout: Int
    /// What it is for: the event that means success.
    public var goal: EventMatch?
    /// Whether reaching the goal ends the run.
    public var goalExits: Bool
    /// Events that end a run.
    public var exitEvents: [EventMatch]
    /// Ends a run when it holds as an action is about to be done: a send, slot, tag, assign or webhook.
    public var exitRule: AudienceRule?
    /// The first node.
    public var start: String
    /// The nodes by id.
    public var nodes: [String: JourneyNode]
    /// Their order, as written.
    public var order: [String]

    /// Most steps without a wait in between.
    public static let mostSteps = 500
    /// Most steps of a run at all.
    public static let mostStepsOfARun: Int64 = 10_000

    /// Reads a definition. Throws `bad_request` that names the place, and `too_large` for a rule of more than 100 KB.
    public init(_ json: JSONValue) throws(LianluError) {
        guard json.object != nil, json.bytes.count <= 300_000 else {
            throw LianluError(
                .badRequest, "The journey is not an object of at most 300 KB.", hint: "Send {\"entry\":{…},\"start\":\"…\",\"nodes\":[…]}.")
        }
        self.json = json
        entry = try Self.entry(json["entry"])
        mode = try Self.mode(json["entryMode"])
        holdout = Int(json["holdout"]?.int ?? 0)
        guard (0...5_000).contains(holdout) else {
            throw LianluError(.badRequest, "holdout is not from 0 to 5000.", hint: "It is a share in ten-thousandths: 1000 is 10 %.")
        }
        goal = nil
        goalExits = true
        if let given = json["goal"], !given.isNull {
            goal = try EventMatch(given, at: "goal")
            goalExits = given["exits"]?.bool ?? true
        }
        exitEvents = []
        exitRule = nil
        for (index, item) in (json["exits"]?.array ?? []).enumerated() {
            if let rule = item["rule"] {
                exitRule = try AudienceRule(parsing: rule, at: "exits[\(index)].rule")
            } else {
                exitEvents.append(try EventMatch(item, at: "exits[\(index)]"))
            }
        }
        guard let list = json["nodes"]?.array, (1...100).contains(list.count) else {
            throw LianluError(.badRequest, "nodes is not a list of 1 to 100.", hint: "Add at least one node.")
        }
        nodes = [:]
        order = []
        for (index, item) in list.enumerated() {
            let node = try JourneyNode(item, at: "nodes[\(index)]")
            guard nodes[node.id] == nil else {
                throw LianluError(.badRequest, "nodes[\(index)].id “\(node.id)” is there twice.", hint: "Give every node an id of its own.")
            }
            nodes[node.id] = node
            order.append(node.id)
        }
        start = json["start"]?.string ?? order[0]
        try check()
    }

    /// Every way leads somewhere, every node can be reached, and nobody can go round without time passing.
    private func check() throws(LianluError) {
        guard nodes[start] != nil else {
            throw LianluError(.badRequest, "start names no node.", hint: "Name the first node.")
        }
        for id in order {
            for next in nodes[id]!.next where !next.isEmpty && nodes[next] == nil {
                throw LianluError(
                    .badRequest, "Node “\(id)” goes on to “\(next.prefix(40))”, which is not there.",
                    hint: "Name a node, or leave it empty to end.")
            }
        }
        var reached: Set<String> = []
        var queue = [start]
        while let id = queue.popLast() { if reached.insert(id).inserted { queue += nodes[id]!.next.filter { !$0.isEmpty } } }
        if let lost = order.first(where: { !reached.contains($0) }) {
            throw LianluError(.badRequest, "Node “\(lost)” cannot be reached.", hint: "Lead a way to it, or remove it.")
        }
        var state: [String: Int] = [:]
        func visit(_ id: String) -> String? {
            guard let node = nodes[id], !node.isWait else { return nil }
            if state[id] == 2 { return nil }
            if state[id] == 1 { return id }
            state[id] = 1
            for next in node.next { if let found = visit(next) { return found } }
            state[id] = 2
            return nil
        }
        for id in order {
            if let found = visit(id) {
                throw LianluError(.badRequest, "From “\(found)” one comes back to it without any wait.", hint: "Put a wait into the loop.")
            }
        }
    }

    private static func entry(_ json: JSONValue?) throws(LianluError) -> Entry {
        guard let json, json.object != nil else { throw LianluError(.badRequest, "entry is missing.", hint: "Say how people come in.") }
        var rule: AudienceRule?
        if let given = json["rule"], !given.isNull { rule = try AudienceRule(parsing: given, at: "entry.rule") }
        switch json["type"]?.string {
        case "event": return .event(try EventMatch(json, at: "entry"), rule)
        case "tag":
            guard let tag = json["tag"]?.string, !tag.isEmpty else {
                throw LianluError(.badRequest, "entry.tag is missing.", hint: "Name the tag.")
            }
            return .tag(tag, rule)
        case "schedule":
            guard let rule else {
                throw LianluError(.badRequest, "entry.rule is missing.", hint: "Say whom it means; {\"all\":[]} is everybody.")
            }
            if let cron = json["cron"]?.string {
                let zone = json["zone"]?.string ?? "Asia/Shanghai"
                try check(cron: cron, zone: zone)
                return .cron(cron, zone: zone, rule)
            }
            guard let text = json["at"]?.string, let at = ISO8601.parse(text) else {
                throw LianluError(.badRequest, "entry.at is not a time.", hint: "Write 2026-12-01T10:00:00+08:00, or give cron.")
            }
            return .once(at, rule)
        case let other:
            throw LianluError(.badRequest, "entry.type “\((other ?? "").prefix(20))” is unknown.", hint: "Use event, tag or schedule.")
        }
    }

    /// An expression that can be read and comes some day, in a zone there is.
    private static func check(cron: String, zone: String) throws(LianluError) {
        let rules = try self.zone(zone, at: "entry")
        let expression: CronExpression
        do { expression = try CronExpression(cron) } catch {
            throw LianluError(.badRequest, "entry.cron: \(error.message)", hint: error.hint)
        }
        guard expression.next(after: Instant(milliseconds: 0), in: rules) != nil else {
            throw LianluError(.badRequest, "entry.cron: “\(cron.prefix(40))” never comes.", hint: "Check day and month.")
        }
    }

    /// The zone of that name. Throws `bad_request` that names the place.
    static func zone(_ name: String, at place: String) throws(LianluError) -> TimeZoneRules {
        do { return try TimeZoneRules.named(name) } catch {
            throw LianluError(.badRequest, "\(place).zone: \(error.message)", hint: error.hint)
        }
    }

    private static func mode(_ json: JSONValue?) throws(LianluError) -> EntryMode {
        let most = Int(json?["max"]?.int ?? 0)
        switch json?["mode"]?.string ?? "after_exit" {
        case "once": return .once
        case "after_exit": return .afterExit(minGap: (json?["minGapMinutes"]?.int ?? 0) * 60_000, most: most)
        case "concurrent":
            guard let key = json?["key"]?.string, !key.isEmpty else {
                throw LianluError(.badRequest, "entryMode.key is missing.", hint: "Name the property that tells runs apart (order_id).")
            }
            return .concurrent(property: key, most: most > 0 ? most : 20)
        case let other:
            throw LianluError(.badRequest, "entryMode.mode “\(other.prefix(20))” is unknown.", hint: "Use once, after_exit or concurrent.")
        }
    }

    /// Every rule it asks while somebody is inside.
    var rules: [AudienceRule] {
        var found = nodes.values.compactMap { node -> AudienceRule? in
            if case .condition(let rule, _, _) = node.kind { rule } else { nil }
        }
        if let exitRule { found.append(exitRule) }
        switch entry {
        case .event(_, let rule), .tag(_, let rule): if let rule { found.append(rule) }
        case .once, .cron: break
        }
        return found
    }

    /// Names of the events it listens to while somebody is inside.
    var listened: Set<String> {
        var names = Set(exitEvents.map(\.event))
        if let goal { names.insert(goal.event) }
        for node in nodes.values { if case .waitEvent(let match, _, _, _) = node.kind { names.insert(match.event) } }
        return names
    }
}
