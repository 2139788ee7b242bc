import Profile
import Storage
import Vocabulary

/// What the customers of a list are called, so that a row says more than a number.
enum CustomerNames {
    /// Names by leaf as the caller may see them; who has none is missing.
    static func of(_ leaves: some Sequence<LeafNumber>, _ call: Call) async throws -> [LeafNumber: String] {
        let leaves = Array(Set(leaves)).filter { $0.rawValue > 0 }
        let (reader, mask) = (call.services.reader, try call.mask)
        guard !leaves.isEmpty else { return [:] }
        return try await call.services.store.read { tx in
            var names: [LeafNumber: String] = [:]
            for (leaf, summary) in zip(leaves, try reader.summaries(leaves, in: tx)) { names[leaf] = summary.name.map { mask.text($0) } }
            return names
        }
    }
}
