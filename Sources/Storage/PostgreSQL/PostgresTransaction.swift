import Vocabulary

/// A transaction on one PostgreSQL connection; lives as long as the closure that receives it.
final class PostgresTransaction: SQLTransaction {
    private let connection: PostgresConnection
    private let writable: Bool
    /// The first failure; PostgreSQL refuses everything after it.
    private(set) var failure: (any Error)?

    init(_ connection: PostgresConnection, writable: Bool) {
        self.connection = connection
        self.writable = writable
    }

    /// What runs once it is durable.
    private(set) var actions: [@Sendable () -> Void] = []

    var engine: OperationalEngine { .postgres }

    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        try noting { try connection.run(sql, values).changed }
    }

    func executeMany(_ sql: String, _ sets: [[SQLValue]]) throws -> Int {
        guard !sets.isEmpty else { return 0 }
        var changed = 0
        try noting { try connection.runMany(sql, sets) { changed += $1.changed } }
        return changed
    }

    func query<T>(_ sql: String, _ values: [SQLValue], _ map: (any SQLRow) throws -> T) throws -> [T] {
        let result = try noting { try connection.run(sql, values) }
        var rows: [T] = []
        rows.reserveCapacity(result.rows)
        for index in 0..<result.rows { rows.append(try map(result.row(index))) }
        return rows
    }

    func queryMany(_ sql: String, _ sets: [[SQLValue]], _ each: (Int, any SQLRow) throws -> Void) throws {
        guard !sets.isEmpty else { return }
        var results: [PostgresResult] = []
        try noting { try connection.runMany(sql, sets) { results.append($1) } }
        for (set, result) in results.enumerated() {
            for index in 0..<result.rows { try each(set, result.row(index)) }
        }
    }

    func afterCommit(_ action: @escaping @Sendable () -> Void) { actions.append(action) }

    private func noting<T>(_ body: () throws -> T) throws -> T {
        if failure != nil { throw SQLText.afterFailure }
        do {
            return try body()
        } catch {
            var error = error
            if !writable, let fault = error as? PostgresFault, fault.state == "25006" {
                error = LianluError(.internal, "A read transaction tried to write.", hint: "Use OperationalStore.write.")
            }
            failure = error
            throw (error as? PostgresFault)?.worthThrowing ?? error
        }
    }
}

extension PostgresFault {
    /// What a body sees: a ``LianluError`` it can look at. The engine keeps the fault itself.
    fileprivate var worthThrowing: any Error { error }
}
