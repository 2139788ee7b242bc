import Audience
import Profile
import Storage
public import Vocabulary

extension Journeys {
    /// Versions of a journey, newest first, at most `limit`, those below `before`. Throws `not_found` when there is no such journey.
    public func versions(of id: Int64, limit: Int, before: Int64? = nil) async throws -> [JourneyVersion] {
        let journey = try await journey(id)
        return try await base.store.read { tx in
            try tx.query(
                "SELECT \(Self.versionColumns) FROM journey_version WHERE journey = $1 AND version > 0 AND version < $2 ORDER BY version DESC LIMIT \(min(max(limit, 1), 500))",
                [.integer(id), .integer(before ?? .max)]
            ) { Self.version($0, of: journey) }
        }
    }

    /// One version with its definition. Throws `not_found`.
    public func version(_ number: Int64, of id: Int64) async throws -> JourneyVersion {
        let journey = try await journey(id)
        let found = try await base.store.read { tx in
            try tx.first(
                "SELECT \(Self.versionColumns) FROM journey_version WHERE journey = $1 AND version = $2 AND version > 0",
                [.integer(id), .integer(number)]
            ) { Self.version($0, of: journey) }
        }
        guard let found else {
            throw LianluError(.notFound, "The journey has no version \(number).", hint: "List its versions to see which there are.")
        }
        return found
    }

    /// Makes an earlier version the draft; what runs stays as it is until the draft is published. With `revision` (the one of the draft that is given up)
    /// it throws `conflict` when somebody changed the draft meanwhile.
    public func restore(_ number: Int64, of id: Int64, revision: Int64? = nil) async throws -> Journey {
        let found = try await version(number, of: id)
        let current = try await journey(id)
        return try await saveDraft(id, name: nil, draft: found.definition, revision: revision ?? current.revision)
    }

    /// Figures of every journey, by its number.
    public func figures() async throws -> [Int64: JourneyFigures] {
        try await figures(
            "SELECT journey, node, name, sum(count) FROM journey_count WHERE node = '' OR name = 'accepted' GROUP BY journey, node, name",
            "SELECT journey, count(*) FROM journey_run WHERE state = 'waiting' AND is_test = 0 AND node <> '' GROUP BY journey", [])
    }

    /// Figures of the versions of one journey, by their number.
    public func figures(of id: Int64) async throws -> [Int64: JourneyFigures] {
        try await figures(
            "SELECT version, node, name, sum(count) FROM journey_count WHERE journey = $1 AND (node = '' OR name = 'accepted') GROUP BY version, node, name",
            "SELECT version, count(*) FROM journey_run WHERE journey = $1 AND state = 'waiting' AND is_test = 0 AND node <> '' GROUP BY version",
            [.integer(id)])
    }

    private func figures(_ counted: String, _ inside: String, _ values: [SQLValue]) async throws -> [Int64: JourneyFigures] {
        try await base.store.read { tx in
            var found: [Int64: JourneyFigures] = [:]
            _ = try tx.query(counted, values) {
                found[$0.integer(0), default: JourneyFigures()].add($0.text(1), $0.text(2), $0.integer(3))
            }
            _ = try tx.query(inside, values) { found[$0.integer(0), default: JourneyFigures()].running = $0.integer(1) }
            return found
        }
    }

    /// How people come into a journey now, as JSON: of the version they come into, or of the draft when there is none.
    public func entry(of journey: Journey) -> JSONValue {
        (definition(journey.id, journey.version)?.json ?? journey.draft)["entry"] ?? .null
    }

    private static let versionColumns = "version, definition, published_at, published_by, approved_by"

    private static func version(_ row: any SQLRow, of journey: Journey) -> JourneyVersion {
        let number = row.integer(0)
        return JourneyVersion(
            number: number, state: number == journey.version ? .current : number == journey.pending ? .pending : .earlier,
            publishedAt: Instant(milliseconds: row.integer(2)), publishedBy: row.text(3), approvedBy: row.text(4),
            definition: (try? JSONValue(parsing: row.text(1))) ?? .null)
    }
}
