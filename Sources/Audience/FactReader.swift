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
            for property in condition.conditions {
                guard let operation = EventFilter.Operation(rawValue: property.comparison.rawValue) else { continue }
                query.filters.append(.property(property.property, operation, property.values))
            }
            counts[condition] = try await behaviour.buckets(query).series.reduce(0) { sum, series in sum + series.values.reduce(0, +) }
        }
        return counts
    }

    /// How often each condition was met, for everybody at once: one pass over the events of that name.
    private func countsOfAll(_ condition: EventCondition) async throws -> [UInt32: Int] {
        guard let code = code(condition.event) else { return [:] }
        var query = ExportQuery()
        query.codes = [code]
        if let within = condition.within { query.from = base.clock.now.adding(milliseconds: -within) }
        let graph = base.graph
        let counts = Mutex<[UInt32: Int]>([:])
        try await behaviour.export(query) { events in
            counts.withLock { counts in
                for event in events {
                    if !condition.conditions.isEmpty {
                        guard let properties = try? JSONValue(parsing: event.properties), condition.conditions.allSatisfy({ $0.holds(properties) }) else { continue }
                    }
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
