import Profile
import Storage
public import Vocabulary

extension LeadDesk {
    /// What may be set of a salesperson; nil keeps what is there.
    public struct PersonChange: Sendable {
        /// The console account.
        public var account: Int64??
        /// What people call them.
        public var name: String?
        /// Phone for notifications.
        public var phone: String?
        /// E-mail for notifications.
        public var email: String?
        /// Store or dealer.
        public var node: Int64??
        /// Share in thousandths of a full-time person.
        public var weight: Int64?
        /// Open leads at once.
        public var capacity: Int64?
        /// Leads a day; 0 for no limit.
        public var dailyCap: Int64?
        /// Regions they take.
        public var regions: [String]?
        /// Products they take.
        public var products: [String]?
        /// Channel accounts over which they are told.
        public var channels: [Int64]?
        /// Working hours.
        public var calendar: Int64??
        /// Whether they take part.
        public var isActive: Bool?
        /// Nothing changes.
        public init() {}
    }

    /// Makes or changes a salesperson. Throws `bad_request` (also for an account, node, channel or calendar there is not), `not_found`, `conflict` when the
    /// account is somebody else's.
    public func savePerson(_ id: Int64?, _ change: PersonChange) async throws -> Salesperson {
        for (value, range, name) in [
            (change.weight, Int64(1)...10_000, "weight"), (change.capacity, 1...1_000, "capacity"),
            (change.dailyCap, 0...10_000, "dailyCap"),
        ] {
            if let value, !range.contains(value) {
                throw LianluError(
                    .badRequest, "\(name) is not from \(range.lowerBound) to \(range.upperBound).",
                    hint: "weight: 1000 is one full-time person.")
            }
        }
        if id == nil || change.name != nil, change.name?.trimmed.isEmpty ?? true {
            throw LianluError(.badRequest, "The name is missing.", hint: "Give the salesperson a name.")
        }
        let now = base.clock.now
        return try await base.store.write { [self] tx in
            let number: Int64
            if let id {
                number = id
            } else {
                let name = change.name?.trimmed ?? ""
                number = try tx.take(from: "salesperson")
                try tx.execute(
                    "INSERT INTO salesperson(id, name, phone, email, weight, capacity, daily_cap, regions, products, channels, presence, presence_at, turn, last_assigned_at, active, leads, created_at) VALUES ($1, $2, '', '', 1000, 20, 0, '[]', '[]', '[]', 'online', $3, 0, 0, 1, 0, $4)",
                    [.integer(number), .text(String(name.prefix(60))), .integer(now.milliseconds), .integer(now.milliseconds)])
            }
            guard
                let old = try tx.first(
                    "SELECT \(Salesperson.columns) FROM salesperson WHERE id = $1 AND deleted_at IS NULL", [.integer(number)],
                    Salesperson.init)
            else {
                throw LianluError(.notFound, "There is no salesperson \(number).", hint: "List the salespeople to see which there are.")
            }
            func had(_ id: Int64?) -> [Int64] { id.map { [$0] } ?? [] }
            try Reference.account.check("account", change.account ?? nil, before: had(old.account), in: tx)
            try Reference.node.check("node", change.node ?? nil, before: had(old.node), in: tx)
            try Reference.calendar.check("calendar", change.calendar ?? nil, before: had(old.calendar), in: tx)
            for channel in change.channels ?? [] { try Reference.channel.check("channels", channel, before: old.channels, in: tx) }
            if let account = change.account, let account,
                let other = try tx.first("SELECT id FROM salesperson WHERE account = $1", [.integer(account)], { $0.integer(0) }),
                other != number
            {
                throw LianluError(.conflict, "That account is salesperson \(other).", hint: "One account is one salesperson.")
            }
            try tx.execute(
                "UPDATE salesperson SET account = $1, name = $2, phone = $3, email = $4, node = $5, weight = $6, capacity = $7, daily_cap = $8, regions = $9, products = $10, channels = $11, calendar = $12, active = $13 WHERE id = $14",
                [
                    SQLValue(change.account ?? old.account), .text(change.name ?? old.name), .text(change.phone ?? old.phone),
                    .text(change.email ?? old.email),
                    SQLValue(change.node ?? old.node), .integer(change.weight ?? old.weight), .integer(change.capacity ?? old.capacity),
                    .integer(change.dailyCap ?? old.dailyCap), .text(JSONValue.strings(change.regions ?? old.regions).text),
                    .text(JSONValue.strings(change.products ?? old.products).text),
                    .text(JSONValue.array((change.channels ?? old.channels).map { .int($0) }).text),
                    SQLValue(change.calendar ?? old.calendar), SQLValue(change.isActive ?? old.isActive), .integer(number),
                ])
            // More room, or somebody new: leads may be waiting for it.
            try drain(limit: 20, in: tx)
            return try tx.first("SELECT \(Salesperson.columns) FROM salesperson WHERE id = $1", [.integer(number)], Salesperson.init)!
        }
    }

    /// Absences that are not over, soonest first.
    public func leaves() async throws -> [SalesLeave] {
        let now = base.clock.now
        return try await base.store.read { tx in
            try tx.query(
                "SELECT id, salesperson, starts_at, ends_at, cover FROM sales_leave WHERE ends_at > $1 ORDER BY starts_at",
                [.integer(now.milliseconds)]
            ) {
                SalesLeave(
                    id: $0.integer(0), salesperson: $0.integer(1), from: Instant(milliseconds: $0.integer(2)),
                    to: Instant(milliseconds: $0.integer(3)), cover: $0.optionalInteger(4))
            }
        }
    }

    /// Notes an absence. Throws `bad_request` when it ends before it begins, or the person or who stands in is nobody.
    @discardableResult
    public func addLeave(_ person: Int64, from: Instant, to: Instant, cover: Int64?) async throws -> SalesLeave {
        guard from < to else {
            throw LianluError(.badRequest, "The absence ends before it begins.", hint: "“from” must lie before “to”.")
        }
        guard cover != person else {
            throw LianluError(.badRequest, "“cover” is the person who is away.", hint: "Name somebody else, or leave it out.")
        }
        return try await base.store.write { tx in
            try Reference.salesperson.check("salesperson", person, in: tx)
            try Reference.salesperson.check("cover", cover, in: tx)
            let id = try tx.take(from: "sales_leave")
            try tx.execute(
                "INSERT INTO sales_leave(id, salesperson, starts_at, ends_at, cover) VALUES ($1, $2, $3, $4, $5)",
                [.integer(id), .integer(person), .integer(from.milliseconds), .integer(to.milliseconds), SQLValue(cover)])
            return SalesLeave(id: id, salesperson: person, from: from, to: to, cover: cover)
        }
    }

    /// Takes an absence back, and looks at waiting leads. Throws `not_found`.
    public func removeLeave(_ id: Int64) async throws {
        try await base.store.write { [self] tx in
            guard try tx.execute("DELETE FROM sales_leave WHERE id = $1", [.integer(id)]) == 1 else {
                throw LianluError(.notFound, "There is no absence \(id).", hint: "List the absences to see which there are.")
            }
            try drain(limit: 20, in: tx)
        }
    }

    /// Working hours there are.
    public func calendars() async throws -> [BusinessCalendar] {
        try await base.store.read { tx in
            try tx.query("SELECT \(BusinessCalendar.columns) FROM sales_calendar ORDER BY id", [], BusinessCalendar.init)
        }
    }

    /// Makes or changes working hours. `weekly` and `exceptions` as they are stored: minutes of the day by weekday, Monday first, and by date.
    /// Throws `bad_request` for an unknown zone or what is not stretches of days, `not_found` for a number there is not.
    public func saveCalendar(_ id: Int64?, name: String, zone: String, weekly: JSONValue, exceptions: JSONValue) async throws
        -> BusinessCalendar
    {
        _ = try TimeZoneRules.named(zone)
        guard let days = weekly.array, days.count == 7 else {
            throw LianluError(.badRequest, "weekly is not a list of seven days.", hint: "Write [[[540,1080]],…] in minutes, Monday first.")
        }
        for (index, day) in days.enumerated() where (day.array?.count ?? -1) != BusinessCalendar.shifts(day).count {
            throw LianluError(.badRequest, "weekly[\(index)] is not a list of [start, end] in minutes.", hint: "0 ≤ start < end ≤ 1440.")
        }
        try Self.checkExceptions(exceptions)
        return try await base.store.write { tx in
            if let id { try Reference.calendar.find(id, in: tx) }
            let number = try id ?? tx.take(from: "sales_calendar")
            try tx.execute(
                "INSERT INTO sales_calendar(id, name, zone, weekly, exceptions) VALUES ($1, $2, $3, $4, $5) ON CONFLICT(id) DO UPDATE SET name = excluded.name, zone = excluded.zone, weekly = excluded.weekly, exceptions = excluded.exceptions",
                [
                    .integer(number), .text(String(name.prefix(60))), .text(zone), .text(weekly.text),
                    .text(exceptions.object == nil ? "{}" : exceptions.text),
                ])
            return try tx.first(
                "SELECT \(BusinessCalendar.columns) FROM sales_calendar WHERE id = $1", [.integer(number)], BusinessCalendar.init)!
        }
    }

    private static func checkExceptions(_ exceptions: JSONValue) throws(LianluError) {
        guard !exceptions.isNull else { return }
        guard let days = exceptions.object else {
            throw LianluError(.badRequest, "exceptions is not an object.", hint: "Write {\"2026-10-01\":[]}, [] for a day off.")
        }
        for day in days {
            guard case .date = ISO8601.read(day.name), (day.value.array?.count ?? -1) == BusinessCalendar.shifts(day.value).count else {
                throw LianluError(
                    .badRequest, "exceptions has “\(day.name.prefix(20))” that is not a date with a list of [start, end] in minutes.",
                    hint: "Write {\"2026-10-01\":[[540,1080]]}, [] for a day off; 0 ≤ start < end ≤ 1440.")
            }
        }
    }

    /// Rules of assignment in their order.
    public func policies() async throws -> [AssignPolicy] { try await base.store.read { tx in try AssignPolicy.all(in: tx) } }

    /// Makes or changes a rule; its version rises, the next decision follows it, and waiting leads are looked at again. Throws `bad_request`
    /// for a limit that is not from 1 to 10,080 working minutes, a condition on an unknown field, or a node, pool or leader there is not; `not_found` for a number
    /// there is not.
    public func savePolicy(
        _ id: Int64?, name: String, priority: Int64, conditions: JSONValue, mode: AssignPolicy.Mode, nodes: [Int64], pool: Int64?,
        slaMinutes: Int64,
        leader: Int64?, isActive: Bool
    ) async throws -> AssignPolicy {
        guard (1...10_080).contains(slaMinutes) else {
            throw LianluError(.badRequest, "slaMinutes is not from 1 to 10080.", hint: "30 is usual.")
        }
        for member in conditions.object ?? JSONObject()
        where !AssignPolicy.fields.contains(member.name) && !member.name.hasPrefix("answers.") {
            throw LianluError(
                .badRequest, "conditions has an unknown field “\(member.name.prefix(30))”.",
                hint: "Known: \(AssignPolicy.fields.joined(separator: ", ")), answers.<field of the form>.")
        }
        for member in conditions.object ?? JSONObject() where member.value.array?.allSatisfy({ $0.plainText != nil }) != true {
            throw LianluError(
                .badRequest, "conditions: “\(member.name.prefix(30))” is not a list of texts.", hint: "Write {\"product\":[\"茶\"]}.")
        }
        return try await base.store.write { [self] tx in
            if let id { try Reference.policy.find(id, in: tx) }
            let old = try id.flatMap { id in
                try tx.first("SELECT \(AssignPolicy.columns) FROM assign_policy WHERE id = $1", [.integer(id)], AssignPolicy.init)
            }
            for node in nodes { try Reference.node.check("nodes", node, before: old?.nodes ?? [], in: tx) }
            try Reference.pool.check("pool", pool, before: old?.pool.map { [$0] } ?? [], in: tx)
            try Reference.salesperson.check("leader", leader, before: old?.leader.map { [$0] } ?? [], in: tx)
            let number = try id ?? tx.take(from: "assign_policy")
            try tx.execute(
                "INSERT INTO assign_policy(id, name, priority, conditions, mode, nodes, pool, sla_minutes, leader, active, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1) ON CONFLICT(id) DO UPDATE SET name = excluded.name, priority = excluded.priority, conditions = excluded.conditions, mode = excluded.mode, nodes = excluded.nodes, pool = excluded.pool, sla_minutes = excluded.sla_minutes, leader = excluded.leader, active = excluded.active, version = assign_policy.version + 1",
                [
                    .integer(number), .text(String(name.prefix(80))), .integer(priority),
                    .text(conditions.object == nil ? "{}" : conditions.text),
                    .text(mode.rawValue), .text(JSONValue.array(nodes.map { .int($0) }).text), SQLValue(pool), .integer(slaMinutes),
                    SQLValue(leader),
                    SQLValue(isActive),
                ])
            try drain(limit: 50, in: tx)
            return try AssignPolicy.all(in: tx).first { $0.id == number }!
        }
    }

    private static let poolColumns =
        "id, name, claim_cap, block_days, recycle_days, (SELECT count(*) FROM lead WHERE lead.pool = lead_pool.id AND state = 'pooled')"

    /// Pools there are, with how many leads lie in each.
    public func pools() async throws -> [LeadPool] {
        try await base.store.read { tx in try tx.query("SELECT \(Self.poolColumns) FROM lead_pool ORDER BY id", [], LeadPool.init) }
    }

    /// Makes or changes a pool: claims of one person a day (0: no limit), days in which a former owner may not claim, idle days after which a lead comes back
    /// (0: never). Throws `bad_request` for numbers out of range, `not_found` for a number there is not.
    @discardableResult
    public func savePool(_ id: Int64?, name: String, claimCap: Int64, blockDays: Int64, recycleDays: Int64) async throws -> LeadPool {
        for (value, most, field) in [
            (claimCap, Int64(10_000), "claimCap"), (blockDays, 3_650, "blockDays"), (recycleDays, 3_650, "recycleDays"),
        ] where !(0...most).contains(value) {
            throw LianluError(.badRequest, "\(field) is not from 0 to \(most).", hint: "0 stands for none.")
        }
        let now = base.clock.now
        return try await base.store.write { tx in
            if let id { try Reference.pool.find(id, in: tx) }
            let number = try id ?? tx.take(from: "lead_pool")
            try tx.execute(
                "INSERT INTO lead_pool(id, name, claim_cap, block_days, recycle_days, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT(id) DO UPDATE SET name = excluded.name, claim_cap = excluded.claim_cap, block_days = excluded.block_days, recycle_days = excluded.recycle_days",
                [
                    .integer(number), .text(String(name.prefix(60))), .integer(claimCap), .integer(blockDays), .integer(recycleDays),
                    .integer(now.milliseconds),
                ])
            return try tx.first("SELECT \(Self.poolColumns) FROM lead_pool WHERE id = $1", [.integer(number)], LeadPool.init)!
        }
    }
}
