import Synchronization
import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

extension DuckDBStore {
    public func export(
        _ query: ExportQuery, where filters: [EventFilter], write: @escaping @Sendable ([StoredEvent]) throws -> Void
    ) async throws {
        let newest = state.withLock { $0.lastOrdinal }
        try await read(within: .seconds(86_400)) { connection, ticket in
            // Piece by piece in ordinal order: sorting everything at once would need memory for everything.
            var next = try Self.firstOrdinal(connection)
            while next <= newest {
                let piece = next...min(newest, next + Self.pieceSize - 1)
                let conditions = try Self.conditions(query, piece, filters)
                let sql = "SELECT \(DuckDBSchema.selection) FROM events\(conditions.clause) ORDER BY ordinal"
                try connection.run(sql, conditions.parameters, ticket: ticket) { chunk in
                    if chunk.count > 0 { try write(EventRows.read(chunk)) }
                }
                next = piece.upperBound + 1
            }
        }
    }

    public func export(_ query: ExportQuery, as format: ExportFormat, names: ExportNames, to path: String) async throws -> Int {
        let staged = "\(options.stagingFolder)/export-\(Self.exportNumber.add(1, ordering: .relaxed).newValue).\(format.rawValue)"
        let sql = "COPY (\(try Self.select(query, format))) TO '\(staged.replacingQuotes)' \(Self.settings(format))"
        return try await read(within: .seconds(86_400)) { connection, ticket in
            defer { remove(staged) }
            try Self.fillNames("export_event", names.events, connection)
            try Self.fillNames("export_source", names.sources, connection)
            var count = 0
            try connection.run(sql, ticket: ticket) { if $0.count > 0 { count = Int($0.values(0, as: Int64.self)[0]) } }
            try FileMover.move(staged, to: path)
            return count
        }
    }

    private static let pieceSize: Int64 = 1 << 17

    private static func firstOrdinal(_ connection: DuckDBConnection) throws -> Int64 {
        var first = Int64.max
        try connection.run("SELECT min(ordinal) FROM events") {
            if $0.count > 0 && !$0.nulls(0)[0] { first = $0.values(0, as: Int64.self)[0] }
        }
        return first
    }

    private static func conditions(
        _ query: ExportQuery, _ piece: ClosedRange<Int64>? = nil, _ filters: [EventFilter] = []
    ) throws(LianluError) -> EventConditions {
        var conditions = EventConditions()
        if let piece { conditions.ordinals(piece) }
        conditions.time(from: query.from?.milliseconds, to: query.to?.milliseconds)
        if let codes = query.codes { conditions.column("code", isIn: codes) }
        if let leaves = query.leaves { conditions.column("leaf", isIn: leaves.map(\.rawValue)) }
        for filter in filters { try conditions.filter(filter) }
        return conditions
    }

    /// Temporary tables of this connection that hold the names behind numbers.
    private static func fillNames(_ table: String, _ names: [Int32: String], _ connection: DuckDBConnection) throws {
        try connection.execute("CREATE OR REPLACE TEMP TABLE \(table) (number INTEGER, name VARCHAR)")
        let ordered = names.sorted { $0.key < $1.key }
        try connection.run(
            "INSERT INTO \(table) SELECT unnest([\(ordered.map { String($0.key) }.joined(separator: ", "))]::INTEGER[]), unnest($1::VARCHAR[])",
            [.texts(ordered.map(\.value))]
        ) { _ in }
    }

    private static func select(_ query: ExportQuery, _ format: ExportFormat) throws -> String {
        let facts = DuckDBSchema.columns[8...20].joined(separator: ", ")
        let channels = Channel.allCases.map { "'\($0.name)'" }.joined(separator: ", ")
        func instant(_ column: String) -> String {
            format == .parquet
                ? "make_timestamp(\(column) * 1000)" : "strftime(make_timestamp(\(column) * 1000), '%Y-%m-%dT%H:%M:%S.%gZ')"
        }
        return """
            SELECT ordinal AS id, coalesce(e.name, code::VARCHAR) AS event, \(instant("time")) AS time, \(instant("received")) AS received_at, leaf,
            coalesce(s.name, source::VARCHAR) AS source, [\(channels)][channel + 1] AS channel, session, message_id, \(facts),
            \(format == .ndjson ? "properties::JSON" : "properties") AS properties
            FROM events LEFT JOIN export_event e ON e.number = code LEFT JOIN export_source s ON s.number = source\(try conditions(query).clause)
            """
    }

    private static func settings(_ format: ExportFormat) -> String {
        switch format {
        case .ndjson: "(FORMAT json)"
        case .csv: "(FORMAT csv, HEADER)"
        case .parquet: "(FORMAT parquet, COMPRESSION zstd)"
        }
    }
}
