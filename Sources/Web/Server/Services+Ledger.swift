import Behaviour
import Collect
import Identify
import Profile
import Storage
import Vocabulary

extension Services {
    /// The ledger as it stands now; verdicts are read before the inbox, so that pending is exact.
    func ledger() async throws -> Ledger {
        let verdicts = totals()
        let inbox = await self.inbox.status()
        let now = clock.now
        let ledger = Ledger(inbox: inbox, stored: verdicts.stored, duplicate: verdicts.duplicate, rejected: verdicts.rejected, asOf: now)
        history.sample(ledger, now: now)
        return ledger
    }

    /// Names of the sources by number.
    func sourceNames() async throws -> [Int32: String] {
        Dictionary(uniqueKeysWithValues: try await sources.sources().map { ($0.id, $0.name) })
    }

    /// How many customers each node of the organisation has.
    func customersByNode() async throws -> [Int64: Int] {
        let reader = self.reader
        return try await store.read { tx in try reader.customersByNode(in: tx) }
    }

    /// Reads customers.
    var reader: ProfileReader { ProfileReader(graph: graph) }
}
