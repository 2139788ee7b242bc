import Behaviour
import Collect
import Identify
import Storage
import Vocabulary

extension Services {
    /// The ledger as it stands now; verdicts are read before the inbox, so that pending is exact.
    func ledger() async throws -> Ledger {
        let verdicts = totals()
        let inbox = await self.inbox.status()
        return Ledger(inbox: inbox, stored: verdicts.stored, duplicate: verdicts.duplicate, rejected: verdicts.rejected, asOf: clock.now)
    }

    /// Names of the sources by number.
    func sourceNames() async throws -> [Int32: String] {
        Dictionary(uniqueKeysWithValues: try await sources.sources().map { ($0.id, $0.name) })
    }

    /// How many leaves are attached to each node of the organisation.
    func customersByNode() async throws -> [Int64: Int] {
        let pairs = try await store.read { tx in
            try tx.query("SELECT node, leaf FROM leaf_node", []) { (node: $0.integer(0), leaf: UInt32(truncatingIfNeeded: $0.integer(1))) }
        }
        var people: [Int64: Set<LeafNumber>] = [:]
        for pair in pairs { people[pair.node, default: []].insert(graph.canonical(of: LeafNumber(pair.leaf))) }
        return people.mapValues(\.count)
    }
}
