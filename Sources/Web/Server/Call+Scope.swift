import Organisation
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
}
