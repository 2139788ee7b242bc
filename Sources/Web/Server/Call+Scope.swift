import Identify
import Organisation
import Profile
import Storage
import Vocabulary

extension Call {
    /// Whose customers this call is about: the caller's own part of the organisation, narrowed to the node that `node` of the query names.
    /// - Throws: `bad_request` when `node` is no number, `not_found` unless that node exists inside the caller's part.
    func narrowedScope() async throws -> DataScope {
        let own = try principal.scope
        guard let text = query["node"]?.nonEmpty else { return own }
        guard let node = Int64(text), node > 0 else {
            throw LianluError(
                .badRequest, "node is not a number: “\(text.prefix(40))”.", hint: "Send the id of a node of GET /api/organisation.")
        }
        return try await services.tree.scope(of: node, in: own)
    }

    /// Lets only those through who see the whole organisation: what follows concerns everybody.
    /// - Throws: `forbidden`.
    func needWhole(_ what: String) throws(LianluError) {
        guard try !principal.scope.isWhole else { return }
        throw LianluError(
            .forbidden, "\(what): this concerns the whole organisation, and you see a part of it.",
            hint: "Ask somebody who is not bound to a part of the organisation.")
    }

    /// Whether a node lies in the caller's part of the organisation; none at all only for who sees the whole.
    func isInside(_ node: Int64?) async throws -> Bool {
        let scope = try principal.scope
        guard !scope.isWhole else { return true }
        guard let node else { return false }
        return try await services.tree.nodes(in: scope).contains { $0.id == node }
    }

    /// Those rows that are about customers within the caller's part of the organisation; all of them for who sees the whole.
    func visible<Row: Sendable>(_ rows: [Row], _ leaf: @escaping @Sendable (Row) -> LeafNumber) async throws -> [Row] {
        let (reader, scope, graph) = (services.reader, try principal.scope.customers, services.graph)
        guard scope.path != nil else { return rows }
        return try await services.store.read { tx in
            try rows.filter { row in
                let leaf = leaf(row)
                return try leaf.rawValue > 0 && reader.isVisible(graph.canonical(of: leaf), in: scope, tx)
            }
        }
    }
}
