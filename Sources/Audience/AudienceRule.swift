public import Vocabulary

/// A rule over one customer (圈选规则): parsed once with errors that name the place, evaluated on facts, able to say which part held.
///
///     {"all":[{"tag":"高频付费"},{"event":"Add to Cart","op":"gte","count":1,"within":"30m"},{"not":{"orders":"count","op":"gte","value":1,"within":"30m"}}]}
public struct AudienceRule: Sendable, Equatable {
    indirect enum Node: Sendable, Equatable {
        case all([Node])
        case any([Node])
        case not(Node)
        case trait(String, Comparison, [String])
        case tag(String, group: String?)
        case event(EventCondition)
        case orders(isSum: Bool, Comparison, [String], within: Int64?)
        case identifier(String)
        case consent(String)
        case channel(Channel)
    }

    /// The rule as people wrote it.
    public let json: JSONValue
    let root: Node

    /// Reads a rule that stands at `place`. Throws `bad_request` that names the place ("rule.all[1].op") for what cannot be understood, and `too_large`
    /// for more than 100 KB.
    public init(parsing json: JSONValue, at place: String = "rule") throws(LianluError) {
        guard json.bytes.count <= 100_000 else {
            throw LianluError(.tooLarge, "\(place) is larger than 100 KB.", hint: "Use tags for long lists.")
        }
        self.json = json
        var count = 0
        root = try Self.node(json, place, depth: 0, &count)
    }

    private static func node(_ json: JSONValue, _ place: String, depth: Int, _ count: inout Int) throws(LianluError) -> Node {
        count += 1
        guard depth <= 10, count <= 200 else {
            throw LianluError(
                .badRequest, "\(place): the rule is nested deeper than 10 or has more than 200 parts.", hint: "Make it simpler.")
        }
        guard let object = json.object else { throw LianluError(.badRequest, "\(place) is not an object.", hint: "Write {…}.") }
        for (name, isAll) in [("all", true), ("any", false)] {
            guard let value = object[name] else { continue }
            guard let list = value.array else {
                throw LianluError(.badRequest, "\(place).\(name) is not a list.", hint: "Write [{…}, {…}].")
            }
            var nodes: [Node] = []
            for (index, item) in list.enumerated() { nodes.append(try node(item, "\(place).\(name)[\(index)]", depth: depth + 1, &count)) }
            return isAll ? .all(nodes) : .any(nodes)
        }
        if let inner = object["not"] { return .not(try node(inner, "\(place).not", depth: depth + 1, &count)) }
        if let name = object["trait"]?.string {
            let (comparison, values) = try PropertyCondition.comparison(json, at: place)
            return .trait(name, comparison, values)
        }
        if let name = object["tag"]?.string { return .tag(name, group: object["group"]?.string) }
        if let name = object["identifier"]?.string { return .identifier(name) }
        if let purpose = object["consent"]?.string { return .consent(purpose) }
        if let name = object["channel"]?.string {
            guard let channel = Channel(name: name) else {
                throw LianluError(
                    .badRequest, "\(place).channel “\(name.prefix(20))” is unknown.",
                    hint: "Use one of: \(Channel.allCases.map(\.name).joined(separator: ", ")).")
            }
            return .channel(channel)
        }
        if let name = object["event"]?.string {
            var conditions: [PropertyCondition] = []
            for (index, item) in (object["where"]?.array ?? []).enumerated() {
                conditions.append(try PropertyCondition(item, at: "\(place).where[\(index)]"))
            }
            let wanted = object["count"]?.int ?? 1
            guard let comparison = Comparison(rawValue: object["op"]?.string ?? "gte"), wanted >= 0 else {
                throw LianluError(.badRequest, "\(place).op or count is wrong.", hint: "Write \"op\":\"gte\",\"count\":1.")
            }
            return .event(
                EventCondition(
                    event: name, comparison: comparison, count: Int(wanted), within: try duration(object["within"], "\(place).within"),
                    conditions: conditions))
        }
        if let measure = object["orders"]?.string {
            guard measure == "count" || measure == "sumFen" else {
                throw LianluError(.badRequest, "\(place).orders is neither count nor sumFen.", hint: "Write \"orders\":\"count\".")
            }
            let (comparison, values) = try PropertyCondition.comparison(json, at: place)
            return .orders(isSum: measure == "sumFen", comparison, values, within: try duration(object["within"], "\(place).within"))
        }
        throw LianluError(
            .badRequest, "\(place) is no condition that is known.",
            hint: "Use all, any, not, trait, tag, event, orders, identifier, consent or channel.")
    }

    /// "30m", "24h", "7d", "90s" in ms; nil for none. Throws `bad_request` that names the place.
    public static func duration(_ json: JSONValue?, _ place: String) throws(LianluError) -> Int64? {
        guard let json, !json.isNull else { return nil }
        let units: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard let text = json.string, let last = text.last, let unit = units[last], let number = Int64(text.dropLast()), number > 0,
            number <= 100_000
        else {
            throw LianluError(.badRequest, "\(place) is not a length of time.", hint: "Write 90s, 30m, 24h or 7d.")
        }
        return number * unit
    }

    /// The event conditions it needs counted.
    public var events: [EventCondition] {
        func walk(_ node: Node) -> [EventCondition] {
            switch node {
            case .all(let list), .any(let list): list.flatMap(walk)
            case .not(let inner): walk(inner)
            case .event(let condition): [condition]
            default: []
            }
        }
        return walk(root)
    }

    /// Whether a customer is one of its.
    public func matches(_ facts: CustomerFacts) -> Bool { Self.holds(root, facts) }

    private static func holds(_ node: Node, _ facts: CustomerFacts) -> Bool {
        switch node {
        case .all(let list): return list.allSatisfy { holds($0, facts) }
        case .any(let list): return list.contains { holds($0, facts) }
        case .not(let inner): return !holds(inner, facts)
        case .trait(let name, let comparison, let values): return comparison.holds(facts.traits[name], values)
        case .tag(let name, let group): return facts.tags.contains { $0.name == name && (group == nil || $0.group == group) }
        case .event(let condition): return condition.comparison.holds(.int(facts.counts[condition] ?? 0), [String(condition.count)])
        case .orders(let isSum, let comparison, let values, let within):
            let orders = facts.orders.filter { order in within.map { facts.now.since(order.time) <= $0 } ?? true }
            let value = isSum ? orders.reduce(Int64(0)) { $0 + $1.fen } : Int64(orders.count)
            return comparison.holds(.int(value), values)
        case .identifier(let kind): return facts.kinds.contains(kind)
        case .consent(let purpose): return facts.consent[purpose] == true
        case .channel(let channel): return facts.channels.contains(channel)
        }
    }

    /// Which part held and what was found: the rule's tree with `held` and `found` at each condition.
    public func explain(_ facts: CustomerFacts) -> JSONValue { Self.explain(root, facts) }

    private static func explain(_ node: Node, _ facts: CustomerFacts) -> JSONValue {
        let held = JSONValue.bool(holds(node, facts))
        switch node {
        case .all(let list): return ["held": held, "all": .array(list.map { explain($0, facts) })]
        case .any(let list): return ["held": held, "any": .array(list.map { explain($0, facts) })]
        case .not(let inner): return ["held": held, "not": explain(inner, facts)]
        case .trait(let name, let comparison, let values):
            return [
                "held": held, "trait": .string(name), "op": .string(comparison.rawValue), "value": .strings(values),
                "found": facts.traits[name] ?? .null,
            ]
        case .tag(let name, _): return ["held": held, "tag": .string(name)]
        case .event(let condition):
            return [
                "held": held, "event": .string(condition.event), "op": .string(condition.comparison.rawValue),
                "count": .int(condition.count),
                "found": .int(facts.counts[condition] ?? 0), "withinMs": .optional(condition.within),
            ]
        case .orders(let isSum, let comparison, let values, let within):
            let orders = facts.orders.filter { order in within.map { facts.now.since(order.time) <= $0 } ?? true }
            return [
                "held": held, "orders": isSum ? "sumFen" : "count", "op": .string(comparison.rawValue), "value": .strings(values),
                "found": .int(isSum ? orders.reduce(Int64(0)) { $0 + $1.fen } : Int64(orders.count)), "withinMs": .optional(within),
            ]
        case .identifier(let kind): return ["held": held, "identifier": .string(kind)]
        case .consent(let purpose): return ["held": held, "consent": .string(purpose)]
        case .channel(let channel): return ["held": held, "channel": .string(channel.name)]
        }
    }
}
