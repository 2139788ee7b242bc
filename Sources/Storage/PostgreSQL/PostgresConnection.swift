import CPostgres
import Glibc
import Vocabulary

/// One connection with its prepared statements; used by one thread at a time.
final class PostgresConnection: @unchecked Sendable {
    private let handle: OpaquePointer
    private var statements: [String: Prepared] = [:]
    private var nextName = 0
    private var binder = PostgresBinder()

    private struct Prepared {
        var name: String
        var parameters: Int
        var resultFormat: Int32
    }

    /// How many sets go into one pipeline; bounds the answers held in memory.
    private static let pipelineSets = 1000
    /// How many statements stay prepared.
    private static let preparedStatements = 400

    /// Connects, and settles what must not depend on the server's configuration.
    init(url: String, settings: [String]) throws {
        let keywords = ["dbname", "fallback_application_name", "client_encoding", "connect_timeout"]
        let values = [url, "lianlu", "UTF8", "10"]
        let connected = keywords.withCStrings { keywords in values.withCStrings { PQconnectdbParams(keywords, $0, 1) } }
        guard let connected, PQstatus(connected) == CONNECTION_OK else {
            let message = PQerrorMessage(connected).map { String(cString: $0) } ?? "out of memory"
            PQfinish(connected)
            throw PostgresFault(state: "", message: message, sql: "")
        }
        handle = connected
        // Notices ("relation already exists, skipping") are not for standard error.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard PQserverVersion(handle) >= 150_000 else {
            throw LianluError(
                .unsupported, "PostgreSQL \(PQserverVersion(handle) / 10_000) is too old.", hint: "Lianlu needs PostgreSQL 15 or newer.")
        }
        let encoding = PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? ""
        guard encoding == "UTF8" else {
            throw LianluError(
                .unusableData, "The PostgreSQL database is encoded in \(encoding).",
                hint: "Create the database with ENCODING 'UTF8' TEMPLATE template0.")
        }
        for setting in ["SET TimeZone = 'UTC'", "SET synchronous_commit = on", "SET bytea_output = 'hex'", "SET extra_float_digits = 1"]
            + settings
        {
            try simple(setting)
        }
    }

    deinit { PQfinish(handle) }

    /// Whether the connection is still good as far as libpq knows.
    var isAlive: Bool { PQstatus(handle) == CONNECTION_OK }
    /// Whether a transaction is open (also a failed one).
    var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }

    /// Runs a statement without parameters that is not worth preparing.
    func simple(_ sql: String) throws {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
            throw PostgresFault(result: result, connection: handle, sql: sql)
        }
    }

    /// Runs one statement.
    func run(_ sql: String, _ values: [SQLValue]) throws -> PostgresResult {
        if Self.isDefinition(sql) {
            guard values.isEmpty else { throw LianluError(.internal, "A definition takes no parameters.", hint: String(sql.prefix(200))) }
            return try check(PQexec(handle, sql), sql)
        }
        let statement = try prepare(sql)
        try Self.expect(statement.parameters, values, sql)
        let result = try binder.withBound(values) { pointers, lengths, formats in
            PQexecPrepared(handle, statement.name, Int32(values.count), pointers, lengths, formats, statement.resultFormat)
        }
        return try check(result, sql)
    }

    /// Runs one statement for each set in one pipelined trip per thousand sets; answers come in order, after the pipeline has ended.
    func runMany(_ sql: String, _ sets: [[SQLValue]], _ each: (Int, PostgresResult) throws -> Void) throws {
        let statement = try prepare(sql)
        for values in sets { try Self.expect(statement.parameters, values, sql) }
        var start = 0
        while start < sets.count {
            let end = min(start + Self.pipelineSets, sets.count)
            let results = try pipeline(statement, sets[start..<end], sql)
            for (offset, result) in results.enumerated() { try each(start + offset, result) }
            start = end
        }
    }

    // MARK: Pipeline

    private func pipeline(_ statement: Prepared, _ sets: ArraySlice<[SQLValue]>, _ sql: String) throws -> [PostgresResult] {
        guard PQenterPipelineMode(handle) == 1 else { throw lost(sql) }
        // Not blocking while sending: the server may wait for us to read while we wait for it to read.
        PQsetnonblocking(handle, 1)
        var failure: (any Error)?
        var sent = 0
        for values in sets {
            do {
                let status = try binder.withBound(values) { pointers, lengths, formats in
                    PQsendQueryPrepared(handle, statement.name, Int32(values.count), pointers, lengths, formats, statement.resultFormat)
                }
                guard status == 1 else { throw lost(sql) }
                sent += 1
                if sent % 64 == 0 { try flush(sql) }
            } catch {
                failure = error
                break
            }
        }
        guard PQpipelineSync(handle) == 1 else { throw failure ?? lost(sql) }
        try flush(sql)
        var results: [PostgresResult] = []
        results.reserveCapacity(sent)
        while true {
            guard let result = PQgetResult(handle) else {
                // The end of one query's answers.
                guard isAlive else { throw failure ?? lost(sql) }
                continue
            }
            let status = PQresultStatus(result)
            if status == PGRES_PIPELINE_SYNC {
                PQclear(result)
                break
            }
            if status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK {
                results.append(PostgresResult(result))
                continue
            }
            if status != PGRES_PIPELINE_ABORTED, failure == nil { failure = PostgresFault(result: result, connection: handle, sql: sql) }
            PQclear(result)
            guard isAlive else { throw failure ?? lost(sql) }
        }
        PQsetnonblocking(handle, 0)
        guard PQexitPipelineMode(handle) == 1 else { throw failure ?? lost(sql) }
        if let failure { throw failure }
        return results
    }

    /// Sends what is buffered, taking in answers meanwhile.
    private func flush(_ sql: String) throws {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1:
                var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN | POLLOUT), revents: 0)
                poll(&descriptor, 1, 10_000)
                if descriptor.revents & Int16(POLLIN) != 0, PQconsumeInput(handle) != 1 { throw lost(sql) }
            default: throw lost(sql)
            }
        }
    }

    // MARK: Preparing

    private func prepare(_ sql: String) throws -> Prepared {
        if let known = statements[sql] { return known }
        let parameters = try KnownParameters.count(sql)
        if statements.count >= Self.preparedStatements {
            try simple("DEALLOCATE ALL")
            statements = [:]
        }
        nextName += 1
        let name = "s\(nextName)"
        _ = try check(PQprepare(handle, name, sql, 0, nil), sql)
        let described = try check(PQdescribePrepared(handle, name), sql)
        let types = (0..<PQnfields(described.handle)).map { PQftype(described.handle, $0) }
        // Bytes travel in half the size in binary form; text form reads every type.
        let binary = types.contains(PostgresType.bytes) && types.allSatisfy(PostgresType.readable.contains)
        let prepared = Prepared(name: name, parameters: parameters, resultFormat: binary ? 1 : 0)
        statements[sql] = prepared
        return prepared
    }

    private static func isDefinition(_ sql: String) -> Bool { ["CREATE ", "ALTER ", "DROP ", "SET "].contains { sql.hasPrefix($0) } }

    private static func expect(_ parameters: Int, _ values: [SQLValue], _ sql: String) throws(LianluError) {
        guard values.count != parameters else { return }
        throw LianluError(.internal, "A statement with \(parameters) parameters got \(values.count) values.", hint: String(sql.prefix(200)))
    }

    private func check(_ result: OpaquePointer?, _ sql: String) throws -> PostgresResult {
        let status = PQresultStatus(result)
        guard let result, status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
            let fault = PostgresFault(result: result, connection: handle, sql: sql)
            PQclear(result)
            throw fault
        }
        return PostgresResult(result)
    }

    private func lost(_ sql: String) -> PostgresFault {
        PostgresFault(state: "", message: PQerrorMessage(handle).map { String(cString: $0) } ?? "connection lost", sql: sql)
    }
}

extension [String] {
    /// As a NULL-terminated array of C strings.
    fileprivate func withCStrings<T>(_ body: (UnsafePointer<UnsafePointer<CChar>?>) -> T) -> T {
        let copies = map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies.map { UnsafePointer($0) } + [nil])
    }
}
