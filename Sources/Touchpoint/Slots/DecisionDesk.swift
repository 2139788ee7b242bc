public import Audience
import Crypto
import Identify
import Logging
import Profile
import Storage
import Synchronization
public import Vocabulary

/// Answers "what does this visitor see here?" from a compiled snapshot in memory (§E5). Per person it reads, at most every few seconds, what the
/// candidates need: the slot's list, showings, and whether rules match.
///
/// A failure of anything behind it shows the default content, never an error.
public final class DecisionDesk: Sendable {
    /// Which of these rules (by number of their content) a customer matches; the leaves are those the answer may be made from.
    public typealias Matching =
        @Sendable (_ rules: [(content: Int64, rule: AudienceRule)], _ leaves: [LeafNumber]) async throws -> Set<Int64>

    /// How old what is known about a person may be, in ms.
    private static let staleness: Int64 = 3_000
    private static let mostPeople = 20_000
    private static let mostEvaluations = 64

    private let base: RoomBase
    private let matching: Matching
    private let slots = Mutex<[String: Slot]>([:])
    private let leaves = RecentMap<String, LeafNumber>(most: 100_000)
    private let evaluations = Atomic(0)
    private let people = RecentMap<String, Person>(most: mostPeople)

    /// What is known about one person for the time being.
    struct Person: Sendable {
        var readAt: Instant
        var targets: [Target] = []
        /// Showings by content and day.
        var showings: [Int64: [(day: Int64, count: Int64)]] = [:]
        /// Contents whose rule was evaluated, and of them those it matches.
        var evaluated: Set<Int64> = []
        var matches: Set<Int64> = []
        /// The leaves the answer may be made from; empty for somebody nobody has seen.
        var leaves: [LeafNumber] = []
    }

    struct Target: Sendable {
        var slot: Int64
        var content: Int64
        var until: Instant
    }

    init(_ base: RoomBase, matching: @escaping Matching) {
        self.base = base
        self.matching = matching
    }

    /// Reads slots and contents again.
    func refresh() async throws {
        let read = try await base.store.read { tx in try Touchpoints.slots(in: tx) }
        slots.withLock { $0 = Dictionary(read.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first }) }
    }

    /// Forgets what it knows about everybody: the lists, showings or rules were changed here.
    func forgetPeople() { people.removeAll() }

    /// Forgets what it knows about one visitor: something was shown or clicked.
    func forget(visitor: String) { people["a\u{1F}\(visitor)"] = nil }

    /// Forgets which visitor is which leaf: somebody was erased.
    func forgetLeaves() {
        leaves.removeAll()
        people.removeAll()
    }

    /// Who asks.
    public struct Visitor: Sendable {
        /// First-party anonymous id; "" when the caller has none.
        public var anonymousID: String
        /// A user id whose signature was checked; nil otherwise.
        public var verifiedUser: String?
        /// Contents shown in the last seconds, whose reports may still be under way; they count towards caps.
        public var seen: Set<Int64>

        /// A visitor.
        public init(anonymousID: String, verifiedUser: String? = nil, seen: Set<Int64> = []) {
            self.anonymousID = anonymousID
            self.verifiedUser = verifiedUser
            self.seen = seen
        }
    }

    /// Decides for each slot, in the order asked.
    func decide(_ visitor: Visitor, slots keys: [String], _ signing: SymmetricKey?) async -> [Decision] {
        let now = base.clock.now
        let asked = slots.withLock { slots in keys.map { slots[$0] } }
        let candidates = asked.compactMap { $0 }.filter(\.isActive).flatMap { $0.contents.filter { $0.isOn(at: now) } }
        let needsPerson = candidates.contains { $0.rule != nil || $0.isTargeted || $0.cap > 0 }
        var person: Person?
        if needsPerson {
            do { person = try await evaluated(try await self.person(visitor, now), candidates, visitor) } catch {
                base.logger.warning("a decision fell back to the default", metadata: ["error": "\(error)"])
                return zip(keys, asked).map { key, slot in finish(key, slot, nil, .default, visitor, now, signing) }
            }
        }
        return zip(keys, asked).map { key, slot in
            guard let slot else { return Decision(slot: key, kind: .inline, reason: .unknownSlot) }
            guard slot.isActive else { return Decision(slot: key, kind: slot.kind, reason: .none) }
            for content in slot.contents where content.isOn(at: now) {
                if let reason = Self.reason(content, slot, person, seen: visitor.seen, now) {
                    return finish(key, slot, content, reason, visitor, now, signing)
                }
            }
            return finish(key, slot, nil, .default, visitor, now, signing)
        }
    }

    /// Why this person sees this content; nil when it does not.
    static func reason(_ content: SlotContent, _ slot: Slot, _ person: Person?, seen: Set<Int64> = [], _ now: Instant) -> Decision.Reason? {
        var reason = Decision.Reason.everyone
        if content.isTargeted {
            let isListed = person?.targets.contains {
                $0.slot == slot.id && ($0.content == content.id || $0.content == 0) && now < $0.until
            }
            guard isListed ?? false else { return nil }
            reason = .target
        }
        if content.rule != nil {
            guard person?.matches.contains(content.id) ?? false else { return nil }
            if reason == .everyone { reason = .rule }
        }
        if content.cap > 0 {
            let first = now.milliseconds / 86_400_000 - content.capDays + 1
            let count = (person?.showings[content.id] ?? []).reduce(seen.contains(content.id) ? 1 : 0) {
                $0 + ($1.day >= first ? $1.count : 0)
            }
            if count >= content.cap { return nil }
        }
        return reason
    }

    private func finish(
        _ key: String, _ slot: Slot?, _ content: SlotContent?, _ reason: Decision.Reason, _ visitor: Visitor, _ now: Instant,
        _ signing: SymmetricKey?
    ) -> Decision {
        guard let slot else { return Decision(slot: key, kind: .inline, reason: .unknownSlot) }
        guard let body = content?.body ?? slot.fallback else { return Decision(slot: key, kind: slot.kind, reason: .none) }
        var decision = Decision(slot: key, kind: slot.kind, reason: reason)
        decision.content = content?.id
        decision.body = body
        if let signing, !visitor.anonymousID.isEmpty {
            decision.token = DecisionToken(slot: slot.id, content: content?.id ?? 0, at: now, visitor: visitor.anonymousID).signed(signing)
        }
        return decision
    }

    /// What is known about the visitor: their own leaf alone, or everything of the customer once the user id is verified.
    private func person(_ visitor: Visitor, _ now: Instant) async throws -> Person {
        let name = Self.name(visitor)
        if let known = people[name], now.since(known.readAt) < Self.staleness, now >= known.readAt { return known }
        let (graph, day) = (base.graph, now.milliseconds / 86_400_000)
        let cached = leaves[name]
        let identifier = visitor.verifiedUser.map { Identifier(.userID, $0) } ?? Identifier(.anonymousID, visitor.anonymousID)
        let isVerified = visitor.verifiedUser != nil
        guard isVerified || !visitor.anonymousID.isEmpty else { return Person(readAt: now) }
        let (leaf, read) = try await base.store.read { tx -> (LeafNumber?, Person) in
            var person = Person(readAt: now)
            guard let leaf = try cached ?? IdentityGraph.leaf(of: identifier.normalised(), in: tx) else { return (nil, person) }
            let own = isVerified ? graph.leaves(of: leaf) : [leaf]
            let sets = own.map { [SQLValue($0.rawValue)] }
            try tx.queryMany("SELECT slot, content, until FROM slot_target WHERE leaf = $1", sets) { _, row in
                person.targets.append(
                    Target(slot: row.integer(0), content: row.integer(1), until: Instant(milliseconds: row.integer(2))))
            }
            try tx.queryMany("SELECT content, day, count FROM slot_showing WHERE leaf = $1", sets) { _, row in
                guard row.integer(1) > day - 366 else { return }
                person.showings[row.integer(0), default: []].append((row.integer(1), row.integer(2)))
            }
            person.leaves = own
            return (leaf, person)
        }
        if let leaf { leaves[name] = leaf }
        people[name] = read
        return read
    }

    /// The person with the candidates' rules evaluated that were not yet. Rules may ask for counts of events, which cost more than look-ups: only so many
    /// visitors at once, the others see the default.
    private func evaluated(_ given: Person, _ candidates: [SlotContent], _ visitor: Visitor) async throws -> Person {
        var person = given
        let rules = candidates.compactMap { content in
            person.evaluated.contains(content.id) ? nil : content.rule.map { (content: content.id, rule: $0) }
        }
        guard !rules.isEmpty, !person.leaves.isEmpty else { return person }
        guard evaluations.add(1, ordering: .relaxed).oldValue < Self.mostEvaluations else {
            evaluations.subtract(1, ordering: .relaxed)
            throw LianluError(.unavailable, "Too many rules are being evaluated at once.", retryAfter: 1)
        }
        defer { evaluations.subtract(1, ordering: .relaxed) }
        person.matches.formUnion(try await matching(rules, person.leaves))
        person.evaluated.formUnion(rules.map(\.content))
        people[Self.name(visitor)] = person
        return person
    }

    private static func name(_ visitor: Visitor) -> String {
        visitor.verifiedUser.map { "u\u{1F}\($0)" } ?? "a\u{1F}\(visitor.anonymousID)"
    }
}
