import Behaviour
import Vocabulary

/// A behavioural store of which only some customers' events are seen, for overviews within a data scope.
final class ScopedBehaviour: BehaviourStore {
    private let base: any BehaviourStore
    private let leaves: [LeafNumber]

    init(_ base: any BehaviourStore, leaves: [LeafNumber]) {
        self.base = base
        self.leaves = leaves
    }

    func buckets(_ query: BucketQuery) async throws -> BucketResult {
        var query = query
        query.filters.append(.leaves(leaves))
        return try await base.buckets(query)
    }

    func timeline(_ query: TimelineQuery) async throws -> [StoredEvent] {
        var query = query
        let inside = Set(leaves)
        query.leaves = query.leaves.filter(inside.contains)
        return query.leaves.isEmpty ? [] : try await base.timeline(query)
    }

    func progress() async throws -> BehaviourProgress { try await base.progress() }
    func size() async throws -> BehaviourSize { try await base.size() }
    func append(_ events: [BehaviourEvent], progress: BehaviourProgress) async throws -> Bool { throw Self.readOnly }
    func recount() async throws -> [Int32: Int] { throw Self.readOnly }
    func erase(leaves: [LeafNumber]) async throws -> Int { throw Self.readOnly }
    func retire(before: Instant) async throws -> Int { throw Self.readOnly }
    func retired() async throws -> Int { throw Self.readOnly }
    func properties(of code: Int32?) async throws -> [PropertySample] { throw Self.readOnly }
    func export(_ query: ExportQuery, where filters: [EventFilter], write: @escaping @Sendable ([StoredEvent]) throws -> Void) async throws
    {
        throw Self.readOnly
    }
    func export(_ query: ExportQuery, as format: ExportFormat, names: ExportNames, to path: String) async throws -> Int {
        throw Self.readOnly
    }
    func backup(to folder: String) async throws { throw Self.readOnly }
    func close() async {}

    private static let readOnly = LianluError(.forbidden, "Only questions about one's own customers are answered here.")
}
