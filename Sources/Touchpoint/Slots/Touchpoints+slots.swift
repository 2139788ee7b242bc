import Audience
import Profile
public import Storage
public import Vocabulary

extension Touchpoints {
    private static func missing(_ id: Int64) -> LianluError {
        LianluError(.notFound, "There is no slot \(id).", hint: "List the slots to see which there are.")
    }

    /// Every slot with its contents, first choice first.
    public func slots() async throws -> [Slot] { try await base.store.read { tx in try Self.slots(in: tx) } }

    /// Every slot with its contents, first choice first.
    public static func slots(in tx: any SQLTransaction) throws -> [Slot] {
        let contents = try tx.query("SELECT \(SlotContent.columns) FROM slot_content ORDER BY priority DESC, id", [], SlotContent.init)
        let bySlot = Dictionary(grouping: contents, by: \.slot)
        return try tx.query("SELECT \(Slot.columns) FROM slot ORDER BY id", []) { row in
            var slot = Slot(row)
            slot.contents = bySlot[slot.id] ?? []
            return slot
        }
    }

    /// One slot. Throws `not_found`.
    public func slot(_ id: Int64) async throws -> Slot {
        guard let slot = try await slots().first(where: { $0.id == id }) else { throw Self.missing(id) }
        return slot
    }

    /// What every content did so far, and how many people are on its list.
    public func slotFigures() async throws -> [Int64: SlotFigures] {
        let now = base.clock.now
        return try await base.store.read { tx in
            var found: [Int64: SlotFigures] = [:]
            _ = try tx.query("SELECT id, shown, clicked FROM slot_content", []) { row in
                found[row.integer(0), default: SlotFigures()].shown = Int(row.integer(1))
                found[row.integer(0), default: SlotFigures()].clicked = Int(row.integer(2))
            }
            let waiting = try tx.query(
                "SELECT slot, content, count(*) FROM slot_target WHERE until > $1 GROUP BY slot, content", [.integer(now.milliseconds)]
            ) { (slot: $0.integer(0), content: $0.integer(1), count: Int($0.integer(2))) }
            let targeted = try tx.query("SELECT id, slot FROM slot_content WHERE targeted = 1", []) { ($0.integer(0), $0.integer(1)) }
            for (id, slot) in targeted {
                found[id, default: SlotFigures()].waiting = waiting.reduce(0) {
                    $0 + ($1.slot == slot && ($1.content == id || $1.content == 0) ? $1.count : 0)
                }
            }
            return found
        }
    }

    /// Makes a slot. Throws `bad_request`, `conflict`.
    public func createSlot(key: String, name: String, kind: Slot.Kind, fallback: SlotBody?) async throws -> Slot {
        let now = base.clock.now
        let key = try Self.checkedSlug(key)
        let name = try Self.checked(name, "The name", most: 80)
        let id = try await base.store.write { tx in
            guard try tx.first("SELECT id FROM slot WHERE key = $1", [.text(key)], { $0.integer(0) }) == nil else {
                throw LianluError(.conflict, "There is a slot with the key “\(key)”.", hint: "Use another key, or change that slot.")
            }
            let id = try tx.take(from: "slot")
            try tx.execute(
                "INSERT INTO slot(id, key, name, kind, active, fallback, created_at) VALUES ($1, $2, $3, $4, 1, $5, $6)",
                [.integer(id), .text(key), .text(name), .text(kind.rawValue), .text(fallback?.json.text ?? ""), .integer(now.milliseconds)])
            return id
        }
        try await slotsChanged()
        return try await slot(id)
    }

    /// Changes what is given. Throws `not_found`, `bad_request`.
    public func updateSlot(_ id: Int64, name: String? = nil, kind: Slot.Kind? = nil, active: Bool? = nil, fallback: SlotBody?? = nil)
        async throws -> Slot
    {
        let name = try name.map { text throws(LianluError) in try Self.checked(text, "The name", most: 80) }
        try await base.store.write { tx in
            guard let old = try tx.first("SELECT \(Slot.columns) FROM slot WHERE id = $1", [.integer(id)], Slot.init) else {
                throw Self.missing(id)
            }
            try tx.execute(
                "UPDATE slot SET name = $1, kind = $2, active = $3, fallback = $4 WHERE id = $5",
                [
                    .text(name ?? old.name), .text((kind ?? old.kind).rawValue), SQLValue(active ?? old.isActive),
                    .text((fallback ?? old.fallback)?.json.text ?? ""), .integer(id),
                ])
        }
        try await slotsChanged()
        return try await slot(id)
    }

    /// Removes a slot with its contents and list. Throws `not_found`.
    public func deleteSlot(_ id: Int64) async throws {
        try await base.store.write { tx in
            guard try tx.execute("DELETE FROM slot WHERE id = $1", [.integer(id)]) == 1 else { throw Self.missing(id) }
            let contents = try tx.query("SELECT id FROM slot_content WHERE slot = $1", [.integer(id)]) { $0.integer(0) }
            try tx.executeMany("DELETE FROM slot_showing WHERE content = $1", contents.map { [.integer($0)] })
            try tx.execute("DELETE FROM slot_content WHERE slot = $1", [.integer(id)])
            try tx.execute("DELETE FROM slot_target WHERE slot = $1", [.integer(id)])
        }
        try await slotsChanged()
    }

    /// What a content is made of or changed into; what is nil stays (or has its default).
    public struct ContentChange: Sendable {
        /// What people call it.
        public var name: String?
        /// Higher is tried first; 0 by default.
        public var priority: Int64?
        /// Audience rule as JSON; null for everybody.
        public var rule: JSONValue?
        /// What is shown.
        public var body: SlotBody?
        /// Showings per person, 0 for no limit.
        public var cap: Int64?
        /// Days of the cap.
        public var capDays: Int64?
        /// Only for people on the list.
        public var isTargeted: Bool?
        /// Whether it is on.
        public var isActive: Bool?
        /// Not before.
        public var startsAt: Instant??
        /// Not from then on.
        public var endsAt: Instant??

        /// Nothing yet.
        public init() {}
    }

    /// Adds a content. Throws `not_found`, `bad_request`.
    public func addContent(to slot: Int64, _ change: ContentChange) async throws -> SlotContent {
        guard let body = change.body else {
            throw LianluError(.badRequest, "The content says nothing to show.", hint: "Send content with title, text or image.")
        }
        let rule = try Self.checkedRule(change.rule)
        let name = try Self.checked(change.name ?? body.title, "The name", most: 80)
        try Self.check(change)
        let id = try await base.store.write { tx in
            guard try tx.first("SELECT 1 FROM slot WHERE id = $1", [.integer(slot)], { $0.integer(0) }) != nil else {
                throw Self.missing(slot)
            }
            let count = try tx.first("SELECT count(*) FROM slot_content WHERE slot = $1", [.integer(slot)]) { $0.integer(0) } ?? 0
            guard count < 100 else {
                throw LianluError(.conflict, "The slot has 100 contents.", hint: "Remove those that are over, or make another slot.")
            }
            let id = try tx.take(from: "slot_content")
            try tx.execute(
                "INSERT INTO slot_content(id, slot, name, priority, rule, content, cap, cap_days, targeted, active, starts_at, ends_at, shown, clicked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0)",
                [
                    .integer(id), .integer(slot), .text(name), .integer(change.priority ?? 0), .text(rule?.stored.text ?? ""),
                    .text(body.json.text), .integer(change.cap ?? 0), .integer(change.capDays ?? 1), SQLValue(change.isTargeted ?? false),
                    SQLValue(change.isActive ?? true), SQLValue((change.startsAt ?? nil)?.milliseconds),
                    SQLValue((change.endsAt ?? nil)?.milliseconds),
                ])
            return id
        }
        try await slotsChanged()
        return try await content(id)
    }

    /// Changes what is given. Throws `not_found`, `bad_request`.
    public func updateContent(_ id: Int64, _ change: ContentChange) async throws -> SlotContent {
        try Self.check(change)
        let rule = try change.rule.map { json throws(LianluError) in try Self.checkedRule(json) }
        let name = try change.name.map { text throws(LianluError) in try Self.checked(text, "The name", most: 80) }
        try await base.store.write { tx in
            guard let old = try tx.first("SELECT \(SlotContent.columns) FROM slot_content WHERE id = $1", [.integer(id)], SlotContent.init)
            else { throw Self.missingContent(id) }
            try tx.execute(
                "UPDATE slot_content SET name = $1, priority = $2, rule = $3, content = $4, cap = $5, cap_days = $6, targeted = $7, active = $8, starts_at = $9, ends_at = $10 WHERE id = $11",
                [
                    .text(name ?? old.name), .integer(change.priority ?? old.priority),
                    .text((rule ?? old.rule)?.stored.text ?? ""), .text((change.body ?? old.body).json.text),
                    .integer(change.cap ?? old.cap), .integer(change.capDays ?? old.capDays),
                    SQLValue(change.isTargeted ?? old.isTargeted), SQLValue(change.isActive ?? old.isActive),
                    SQLValue((change.startsAt ?? old.startsAt)?.milliseconds), SQLValue((change.endsAt ?? old.endsAt)?.milliseconds),
                    .integer(id),
                ])
        }
        try await slotsChanged()
        return try await content(id)
    }

    /// Removes a content. Throws `not_found`.
    public func deleteContent(_ id: Int64) async throws {
        try await base.store.write { tx in
            guard try tx.execute("DELETE FROM slot_content WHERE id = $1", [.integer(id)]) == 1 else { throw Self.missingContent(id) }
            try tx.execute("DELETE FROM slot_target WHERE content = $1", [.integer(id)])
            try tx.execute("DELETE FROM slot_showing WHERE content = $1", [.integer(id)])
        }
        try await slotsChanged()
    }

    private func content(_ id: Int64) async throws -> SlotContent {
        let found = try await base.store.read { tx in
            try tx.first("SELECT \(SlotContent.columns) FROM slot_content WHERE id = $1", [.integer(id)], SlotContent.init)
        }
        guard let found else { throw Self.missingContent(id) }
        return found
    }

    private func slotsChanged() async throws {
        try await desk.refresh()
        desk.forgetPeople()
    }

    private static func missingContent(_ id: Int64) -> LianluError {
        LianluError(.notFound, "There is no content \(id).", hint: "List the slots to see their contents.")
    }

    private static func checkedRule(_ json: JSONValue?) throws(LianluError) -> AudienceRule? {
        guard let json, !json.isNull else { return nil }
        return try AudienceRule.stored(json)
    }

    private static func check(_ change: ContentChange) throws(LianluError) {
        guard (0...1000).contains(change.cap ?? 0), (1...365).contains(change.capDays ?? 1), (-1000...1000).contains(change.priority ?? 0)
        else {
            throw LianluError(
                .badRequest, "cap, capDays or priority is out of range.", hint: "cap 0 to 1000, capDays 1 to 365, priority −1000 to 1000.")
        }
        if let starts = change.startsAt ?? nil, let ends = change.endsAt ?? nil, starts >= ends {
            throw LianluError(.badRequest, "endsAt is not after startsAt.", hint: "Give a later end.")
        }
    }
}
