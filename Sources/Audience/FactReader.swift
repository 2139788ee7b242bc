public import Behaviour
import Identify
public import Profile
import Storage
import Synchronization
public import Vocabulary

/// Gathers the facts of customers from both stores.
public struct FactReader: Sendable {
    private let base: RoomBase
    private let behaviour: any BehaviourStore
    private let code: @Sendable (String) -> Int32?

    /// Reads these stores; `code` is the dictionary's number of an event name.
    public init(_ base: RoomBase, behaviour: any BehaviourStore, code: @escaping @Sendable (String) -> Int32?) {
        self.base = base
        self.behaviour = behaviour
        self.code = code
    }

    /// How often each condition was met by one customer.
    public func counts(_ conditions: [EventCondition], of leaves: [LeafNumber]) async throws -> [EventCondition: Int] {
        var counts: [EventCondition: Int] = [:]
        let now = base.clock.now
        for condition in Set(conditions) {
            guard let code = code(condition.event) else {
                counts[condition] = 0
                continue
            }
            let from = condition.within.map { now.adding(milliseconds: -$0) } ?? Instant(milliseconds: 0)
            var query = BucketQuery(boundaries: [from, now.adding(milliseconds: 60_000)])
            query.codes = [code]
            query.filters = [.leaves(leaves)]
            query.filters += Self.filters(condition)
            counts[condition] = try await behaviour.buckets(query).series.reduce(0) { sum, series in sum + series.values.reduce(0, +) }
        }
        return counts
    }

    /// The conditions as the behavioural store knows them, so that one customer and everybody are counted alike.
    private static func filters(_ condition: EventCondition) -> [EventFilter] {
        condition.conditions.map { .property($0.property, $0.comparison.operation, $0.values) }
    }

    /// How often each condition was met, for everybody at once: one pass over the events of that name.
    private func countsOfAll(_ condition: EventCondition) async throws -> [UInt32: Int] {
        guard let code = code(condition.event) else { return [:] }
        var query = ExportQuery()
        query.codes = [code]
        if let within = condition.within { query.from = base.clock.now.adding(milliseconds: -within) }
        let graph = base.graph
        let counts = Mutex<[UInt32: Int]>([:])
        try await behaviour.export(query, where: Self.filters(condition)) { events in
            counts.withLock { counts in
                for event in events {
                    counts[graph.canonical(of: event.leaf).rawValue, default: 0] += 1
                }
            }
        }
        return counts.withLock { $0 }
    }

    /// The facts of one customer, for these rules.
    public func facts(_ customer: LeafNumber, for rules: [AudienceRule]) async throws -> CustomerFacts {
        let (reader, now) = (base.reader, base.clock.now)
        var facts = try await base.store.read { tx in try CustomerFacts(customer, reader: reader, now: now, in: tx) }
        let conditions = rules.flatMap(\.events)
        if !conditions.isEmpty { facts.counts = try await counts(conditions, of: base.graph.leaves(of: customer)) }
        return facts
    }

    /// Which rules hold for just these leaves (not for the customers behind them): for visitors whose link to a customer is not verified.
    public func matching(_ rules: [(content: Int64, rule: AudienceRule)], leaves: [LeafNumber]) async throws -> Set<Int64> {
        let (reader, now) = (base.reader, base.clock.now)
        var facts = try await base.store.read { tx in try CustomerFacts(leaves: leaves, reader: reader, now: now, in: tx) }
        let conditions = rules.flatMap(\.rule.events)
        if !conditions.isEmpty { facts.counts = try await counts(conditions, of: leaves) }
        return Set(rules.filter { $0.rule.matches(facts) }.map(\.content))
    }

    /// Everybody a rule means, in pages in the order of their numbers; bounded in memory but for one number per customer and event condition.
    public func everybody(_ rule: AudienceRule, page: @Sendable ([LeafNumber]) async throws -> Void) async throws {
        var counted: [EventCondition: [UInt32: Int]] = [:]
        for condition in Set(rule.events) { counted[condition] = try await countsOfAll(condition) }
        let (graph, reader, clock) = (base.graph, base.reader, base.clock)
        var last: Int64 = 0
        while true {
            try Task.checkCancellation()
            let (after, counts) = (last, counted)
            let (matching, end) = try await base.store.read { tx -> ([LeafNumber], Int64?) in
                let leaves = try tx.query("SELECT leaf FROM identifier WHERE leaf > $1 ORDER BY leaf LIMIT 500", [.integer(after)]) {
                    LeafNumber(UInt32($0.integer(0)))
                }
                var found: [LeafNumber] = []
                for leaf in leaves where graph.canonical(of: leaf) == leaf {
                    var facts = try CustomerFacts(leaf, reader: reader, now: clock.now, in: tx)
                    for (condition, all) in counts { facts.counts[condition] = all[leaf.rawValue] ?? 0 }
                    if rule.matches(facts) { found.append(leaf) }
                }
                return (found, leaves.last.map { Int64($0.rawValue) })
            }
            if !matching.isEmpty { try await page(matching) }
            guard let end else { return }
            last = end
        }
    }
}
