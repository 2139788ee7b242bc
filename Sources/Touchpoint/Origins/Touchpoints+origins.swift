import Profile
public import Storage
import Vocabulary

extension Touchpoints {
    /// Every origin with its rules, parents before children.
    public func origins() async throws -> [Origin] { try await base.store.read { tx in try Self.origins(in: tx) } }

    /// Every origin with its rules, parents before children.
    public static func origins(in tx: any SQLTransaction) throws -> [Origin] {
        var rules: [Int64: [OriginRuleKey]] = [:]
        _ = try tx.query("SELECT field, value, origin FROM origin_rule ORDER BY field, value", []) { row in
            if let field = OriginRuleKey.Field(rawValue: row.text(0)) {
                rules[row.integer(2), default: []].append(OriginRuleKey(field, row.text(1)))
            }
        }
        return try tx.query("SELECT \(Origin.columns) FROM origin ORDER BY path", []) { row in
            var origin = Origin(row)
            origin.rules = rules[origin.id] ?? []
            return origin
        }
    }

    /// How many links lead in under each origin.
    public func linkCounts() async throws -> [Int64: Int] {
        let rows = try await base.store.read { tx in
            try tx.query("SELECT origin, count(*) FROM link WHERE origin IS NOT NULL GROUP BY origin", []) {
                ($0.integer(0), Int($0.integer(1)))
            }
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// What a new origin is made of.
    public struct NewOrigin: Sendable {
        /// What people call it.
        public var name: String
        /// Its code; nil makes one.
        public var code: String?
        /// What sort.
        public var kind: Origin.Kind
        /// Ad platform or "".
        public var platform = ""
        /// The node it lies under.
        public var parent: Int64?
        /// Who answers for it.
        public var owner = ""
        /// Code of the node it lies under, when that is made in the same call; instead of ``parent``.
        public var parentCode: String?
        /// How it is paid for, one of ``Origin/costModels``.
        public var costModel = ""
        /// What is to be known about the cost.
        public var costNote = ""
        /// Values of events that mean it.
        public var rules: [OriginRuleKey] = []

        /// A node of that name.
        public init(name: String, kind: Origin.Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// Makes origins, all or none. Throws `bad_request` for a bad name or code, `conflict` when a code is taken, `not_found` for the parent.
    public func createOrigins(_ new: [NewOrigin]) async throws -> [Origin] {
        let now = base.clock.now
        let entropy = base.entropy
        let ids = try await base.store.write { tx -> [Int64] in
            try new.map { item in
                let name = try Self.checked(item.name, "The name", most: 80)
                let code = try Self.checked(item.code ?? "o" + entropy.token(bits: 40), "The code", most: 64)
                guard try tx.first("SELECT id FROM origin WHERE code = $1", [.text(code)], { $0.integer(0) }) == nil else {
                    throw LianluError(.conflict, "The code “\(code)” is taken.", hint: "Use a code of its own.")
                }
                guard code.utf8.allSatisfy(Self.isCodeByte) else {
                    throw LianluError(
                        .badRequest, "The code “\(code)” has other characters than letters, digits, “-”, “_”, “.”.",
                        hint: "It travels in events and addresses.")
                }
                try Self.check(platform: item.platform, owner: item.owner, costModel: item.costModel, costNote: item.costNote)
                var path = "/"
                var item = item
                if let above = item.parentCode {
                    guard let found = try tx.first("SELECT id FROM origin WHERE code = $1", [.text(above)], { $0.integer(0) }) else {
                        throw LianluError(
                            .notFound, "There is no origin with the code “\(above)”.", hint: "Put the parent's row above its children.")
                    }
                    item.parent = found
                }
                if let parent = item.parent {
                    guard let found = try tx.first("SELECT path FROM origin WHERE id = $1", [.integer(parent)], { $0.text(0) }) else {
                        throw LianluError(.notFound, "There is no origin \(parent).", hint: "List the origins to see which there are.")
                    }
                    path = found
                }
                let id = try tx.take(from: "origin")
                try tx.execute(
                    "INSERT INTO origin(id, parent, name, code, kind, platform, owner, cost_model, cost_note, path, archived, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11)",
                    [
                        .integer(id), SQLValue(item.parent), .text(name), .text(code), .text(item.kind.rawValue), .text(item.platform),
                        .text(item.owner), .text(item.costModel), .text(item.costNote), .text("\(path)\(id)/"), .integer(now.milliseconds),
                    ])
                try Self.setRules(item.rules, of: id, in: tx)
                return id
            }
        }
        originsChanged()
        let made = Dictionary(uniqueKeysWithValues: try await origins().map { ($0.id, $0) })
        return ids.compactMap { made[$0] }
    }

    /// Changes what is given. Throws `not_found`, `conflict`, `bad_request`.
    public func updateOrigin(
        _ id: Int64, name: String? = nil, kind: Origin.Kind? = nil, owner: String? = nil, costModel: String? = nil, costNote: String? = nil,
        platform: String? = nil, parent: Int64?? = nil,
        archived: Bool? = nil, rules: [OriginRuleKey]? = nil
    ) async throws -> Origin {
        try await base.store.write { tx in
            guard let old = try tx.first("SELECT \(Origin.columns) FROM origin WHERE id = $1", [.integer(id)], Origin.init) else {
                throw LianluError(.notFound, "There is no origin \(id).", hint: "List the origins to see which there are.")
            }
            try Self.check(
                platform: platform ?? "", owner: owner ?? "", costModel: costModel ?? "", costNote: costNote ?? "")
            try tx.execute(
                "UPDATE origin SET kind = $1, cost_model = $2, name = $3, owner = $4, cost_note = $5, platform = $6, archived = $7 WHERE id = $8",
                [
                    .text((kind ?? old.kind).rawValue), .text(costModel ?? old.costModel),
                    .text(try name.map { try Self.checked($0, "The name", most: 80) } ?? old.name), .text(owner ?? old.owner),
                    .text(costNote ?? old.costNote), .text(platform ?? old.platform), SQLValue(archived ?? old.isArchived), .integer(id),
                ])
            if let parent, parent != old.parent { try Self.move(old, under: parent, in: tx) }
            if let rules { try Self.setRules(rules, of: id, in: tx) }
        }
        originsChanged()
        return try await origins().first { $0.id == id }!
    }

    /// Removes an origin that nothing refers to. Throws `not_found`, `conflict`.
    public func deleteOrigin(_ id: Int64) async throws {
        try await base.store.write { tx in
            guard let origin = try tx.first("SELECT \(Origin.columns) FROM origin WHERE id = $1", [.integer(id)], Origin.init) else {
                throw LianluError(.notFound, "There is no origin \(id).", hint: "List the origins to see which there are.")
            }
            for (what, sql) in [
                ("origins below it", "SELECT 1 FROM origin WHERE parent = $1 LIMIT 1"),
                ("links", "SELECT 1 FROM link WHERE origin = $1 LIMIT 1"), ("clicks", "SELECT 1 FROM click WHERE origin = $1 LIMIT 1"),
            ] where try tx.first(sql, [.integer(id)], { $0.integer(0) }) != nil {
                throw LianluError(
                    .conflict, "“\(origin.name)” has \(what).", hint: "Archive it instead; what it brought stays attributed to it.")
            }
            try tx.execute("DELETE FROM origin_rule WHERE origin = $1", [.integer(id)])
            try tx.execute("DELETE FROM origin WHERE id = $1", [.integer(id)])
        }
        originsChanged()
    }

    /// How many clicks are kept of each origin.
    public func clickCounts() async throws -> [Int64: Int] {
        let rows = try await base.store.read { tx in
            try tx.query("SELECT origin, count(*) FROM click WHERE origin IS NOT NULL GROUP BY origin", []) {
                ($0.integer(0), Int($0.integer(1)))
            }
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    private static func isCodeByte(_ byte: UInt8) -> Bool {
        (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x2D || byte == 0x5F
            || byte == 0x2E
    }

    private static func check(platform: String, owner: String, costModel: String, costNote: String) throws(LianluError) {
        guard platform.utf8.count <= 40, owner.count <= 80, costNote.count <= 300 else {
            throw LianluError(.badRequest, "Platform, owner or cost note is too long.", hint: "At most 40, 80 and 300 characters.")
        }
        guard Origin.costModels.contains(costModel) else {
            throw LianluError(
                .badRequest, "There is no cost model “\(costModel.prefix(20))”.",
                hint: "Use one of: \(Origin.costModels.filter { !$0.isEmpty }.joined(separator: ", ")), or leave it empty.")
        }
    }

    private static func move(_ origin: Origin, under parent: Int64?, in tx: any SQLTransaction) throws {
        var path = "/"
        if let parent {
            guard let found = try tx.first("SELECT path FROM origin WHERE id = $1", [.integer(parent)], { $0.text(0) }) else {
                throw LianluError(.notFound, "There is no origin \(parent).", hint: "List the origins to see which there are.")
            }
            guard !found.hasPrefix(origin.path) else {
                throw LianluError(.badRequest, "An origin cannot lie inside itself.", hint: "Choose a parent outside “\(origin.name)”.")
            }
            path = found
        }
        let below = try tx.query(
            "SELECT id, path FROM origin WHERE path >= $1 AND path < $2", [.text(origin.path), .text(origin.path + "\u{10FFFF}")]
        ) { ($0.integer(0), $0.text(1)) }
        try tx.execute("UPDATE origin SET parent = $1 WHERE id = $2", [SQLValue(parent), .integer(origin.id)])
        _ = try tx.executeMany(
            "UPDATE origin SET path = $1 WHERE id = $2",
            below.map { [.text(path + "\(origin.id)/" + $0.1.dropFirst(origin.path.count)), .integer($0.0)] })
    }

    private static func setRules(_ rules: [OriginRuleKey], of id: Int64, in tx: any SQLTransaction) throws {
        try tx.execute("DELETE FROM origin_rule WHERE origin = $1", [.integer(id)])
        for rule in Set(rules.map { OriginRuleKey($0.field, $0.value.trimmed) }) where !rule.value.isEmpty {
            guard rule.value.utf8.count <= 200 else {
                throw LianluError(.badRequest, "The value of a rule is longer than 200 bytes.", hint: "Shorten it.")
            }
            let other = try tx.first(
                "SELECT origin FROM origin_rule WHERE field = $1 AND value = $2", [.text(rule.field.rawValue), .text(rule.value)]
            ) { $0.integer(0) }
            if let other {
                throw LianluError(
                    .conflict, "\(rule.field.rawValue) “\(rule.value)” already means origin \(other).", hint: "Take it off there first.")
            }
            try tx.execute(
                "INSERT INTO origin_rule(field, value, origin) VALUES ($1, $2, $3)",
                [.text(rule.field.rawValue), .text(rule.value), .integer(id)])
        }
    }

    static func checked(_ text: String, _ what: String, most: Int) throws(LianluError) -> String {
        let text = text.trimmed
        guard !text.isEmpty, text.count <= most, !text.utf8.contains(where: { $0 < 0x20 }) else {
            throw LianluError(.badRequest, "\(what) is empty or longer than \(most) characters.", hint: "Use 1 to \(most) characters.")
        }
        return text
    }
}
