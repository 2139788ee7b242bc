public import Storage
public import Vocabulary

/// The organisation: brand → region → dealer → store. Levels may be left out, never turned round.
public struct OrganisationTree: Sendable {
    let store: any OperationalStore
    let clock: WallClock

    /// The tree kept in that store.
    public init(store: any OperationalStore, clock: WallClock = .system) {
        self.store = store
        self.clock = clock
    }

    /// The nodes inside a scope, parents before children.
    public func nodes(in scope: DataScope = .all) async throws -> [OrganisationNode] {
        let path: String
        switch scope {
        case .all: path = "/"
        case .subtree(let inside): path = inside
        case .nobody: return []
        }
        return try await store.read { tx in
            try tx.query(
                "SELECT \(OrganisationNode.columns) FROM organisation_node WHERE path >= $1 AND path < $2 ORDER BY path",
                [.text(path), .text(OrganisationNode.end(of: path))], OrganisationNode.init)
        }
    }

    /// What lies at and below one node.
    /// - Throws: `not_found` unless the node exists inside the given scope.
    public func scope(of node: Int64, in outer: DataScope) async throws -> DataScope {
        try await store.read { tx in
            let path = try Self.find(node, tx).path
            guard outer.contains(path: path) else { throw Self.missing(node) }
            return .subtree(path: path)
        }
    }

    /// How many accounts sit at each node.
    public func staff() async throws -> [Int64: Int] {
        let rows = try await store.read { tx in
            try tx.query("SELECT node, COUNT(*) FROM account WHERE node IS NOT NULL AND status <> 'disabled' GROUP BY node", []) {
                ($0.integer(0), Int($0.integer(1)))
            }
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Makes a node.
    /// - Throws: `bad_request` when it would not fit under its parent, `conflict` when the code is taken or there is a brand already.
    public func create(parent: Int64?, kind: NodeKind, name: String, code: String, by actor: Principal) async throws -> OrganisationNode {
        let name = try AccountRules.name(name)
        let code = try Self.code(code)
        let now = clock.now
        return try await store.write { tx in
            let above = try parent.map { try Self.find($0, tx) }
            try Self.checkPlace(kind, under: above, scope: actor.scope)
            try Self.checkFree(code, except: nil, tx)
            if kind == .brand, try tx.first("SELECT 1 FROM organisation_node WHERE kind = 'brand'", [], { _ in true }) != nil {
                throw LianluError(
                    .conflict, "There is a brand already.", hint: "One deployment serves one brand; add a region, dealer or store under it."
                )
            }
            let id = try tx.take(from: "organisation_node")
            let path = (above?.path ?? "/") + "\(id)/"
            try tx.execute(
                "INSERT INTO organisation_node(id, parent, kind, name, code, path, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                [.integer(id), SQLValue(parent), .text(kind.rawValue), .text(name), .text(code), .text(path), .integer(now.milliseconds)])
            try AuditLog.append(
                tx, actor, "organisation.create", target: "node:\(id)", detail: [("kind", kind.rawValue), ("name", name), ("code", code)],
                at: now)
            return try Self.find(id, tx)
        }
    }

    /// Makes the brand when there is no node yet, so that a new deployment has a root; doing it again changes nothing.
    public func ensureBrand(named name: String = "品牌") async throws {
        guard try await nodes().isEmpty else { return }
        do {
            _ = try await create(parent: nil, kind: .brand, name: name, code: "brand", by: .system)
        } catch let error as LianluError where error.code == .conflict {
            // Another process made it a moment ago.
        }
    }

    /// Changes a node; nil leaves a field as it is. A new parent moves the node with everything below it.
    public func update(_ id: Int64, name: String? = nil, code: String? = nil, parent: Int64? = nil, by actor: Principal) async throws
        -> OrganisationNode
    {
        let name = try name.map { try AccountRules.name($0) }
        let code = try code.map { try Self.code($0) }
        let now = clock.now
        return try await store.write { tx in
            let before = try Self.find(id, tx)
            guard actor.scope.contains(path: before.path) else { throw Self.missing(id) }
            if let code, code != before.code { try Self.checkFree(code, except: id, tx) }
            try tx.execute(
                "UPDATE organisation_node SET name = $1, code = $2 WHERE id = $3",
                [.text(name ?? before.name), .text(code ?? before.code), .integer(id)])
            if let parent, parent != before.parent { try Self.move(before, to: try Self.find(parent, tx), tx, scope: actor.scope) }
            var detail: [(String, String)] = []
            if let name { detail.append(("name", name)) }
            if let code { detail.append(("code", code)) }
            if let parent { detail.append(("parent", String(parent))) }
            try AuditLog.append(tx, actor, "organisation.update", target: "node:\(id)", detail: detail, at: now)
            return try Self.find(id, tx)
        }
    }

    /// Removes an empty node.
    /// - Throws: `conflict` while it has nodes below it, accounts or customers.
    public func delete(_ id: Int64, by actor: Principal) async throws {
        let now = clock.now
        try await store.write { tx in
            let node = try Self.find(id, tx)
            guard actor.scope.contains(path: node.path) else { throw Self.missing(id) }
            for (table, what) in [
                ("organisation_node WHERE parent", "nodes below it"), ("account WHERE node", "accounts"),
                ("api_key WHERE node", "API keys"),
                ("leaf_node WHERE node", "customers"),
            ] where try tx.first("SELECT 1 FROM \(table) = $1 LIMIT 1", [.integer(id)], { _ in true }) != nil {
                throw LianluError(.conflict, "“\(node.name)” still has \(what).", hint: "Move or remove them first.")
            }
            try tx.execute("DELETE FROM organisation_node WHERE id = $1", [.integer(id)])
            try AuditLog.append(
                tx, actor, "organisation.delete", target: "node:\(id)", detail: [("name", node.name), ("code", node.code)], at: now)
        }
    }

    /// - Throws: `not_found` unless each node exists inside the scope.
    public func check(_ ids: [Int64], in scope: DataScope) async throws {
        try await store.read { tx in
            for id in ids where !scope.contains(path: try Self.find(id, tx).path) { throw Self.missing(id) }
        }
    }

    static func find(_ id: Int64, _ tx: any SQLTransaction) throws -> OrganisationNode {
        guard
            let node = try tx.first(
                "SELECT \(OrganisationNode.columns) FROM organisation_node WHERE id = $1", [.integer(id)], OrganisationNode.init)
        else { throw missing(id) }
        return node
    }

    private static func missing(_ id: Int64) -> LianluError {
        LianluError(.notFound, "There is no organisation node \(id).", hint: "List the organisation to see which there are.")
    }

    private static func move(_ node: OrganisationNode, to parent: OrganisationNode, _ tx: any SQLTransaction, scope: DataScope) throws {
        guard !parent.path.hasPrefix(node.path) else {
            throw LianluError(.badRequest, "A node cannot lie inside itself.", hint: "Choose a parent outside “\(node.name)”.")
        }
        try checkPlace(node.kind, under: parent, scope: scope)
        let path = parent.path + "\(node.id)/"
        try tx.execute("UPDATE organisation_node SET parent = $1 WHERE id = $2", [.integer(parent.id), .integer(node.id)])
        try tx.execute(
            "UPDATE organisation_node SET path = CAST($1 AS TEXT) || substr(path, CAST($2 AS INTEGER)) WHERE path >= $3 AND path < $4",
            [.text(path), .integer(Int64(node.path.utf8.count + 1)), .text(node.path), .text(OrganisationNode.end(of: node.path))])
    }

    private static func checkPlace(_ kind: NodeKind, under parent: OrganisationNode?, scope: DataScope) throws {
        guard let parent else {
            guard kind == .brand else {
                throw LianluError(.badRequest, "A \(kind.rawValue) needs a parent.", hint: "Give the number of the node it lies in.")
            }
            return
        }
        guard scope.contains(path: parent.path) else { throw missing(parent.id) }
        guard parent.kind.rank < kind.rank else {
            throw LianluError(
                .badRequest, "A \(kind.rawValue) cannot lie inside a \(parent.kind.rawValue).",
                hint: "The order is brand, region, dealer, store.")
        }
    }

    private static func checkFree(_ code: String, except id: Int64?, _ tx: any SQLTransaction) throws {
        if let other = try tx.first("SELECT id FROM organisation_node WHERE code = $1", [.text(code)], { $0.integer(0) }), other != id {
            throw LianluError(.conflict, "The code “\(code)” is taken by node \(other).", hint: "Use a code of its own.")
        }
    }

    private static func code(_ text: String) throws(LianluError) -> String {
        let code = text.trimmed
        guard !code.isEmpty, code.count <= 40, !code.utf8.contains(where: { $0 < 0x20 }) else {
            throw LianluError(
                .badRequest, "The code is empty or longer than 40 characters.", hint: "Give the store's or dealer's own code, e.g. SH-012.")
        }
        return code
    }
}
