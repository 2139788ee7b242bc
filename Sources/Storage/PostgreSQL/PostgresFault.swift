import CPostgres
import Vocabulary

/// A failure PostgreSQL reported, with what the engine must know about it.
struct PostgresFault: Error {
    /// Five characters of SQL's standard; "" when the connection itself failed.
    var state: String
    /// What a person reads.
    var error: LianluError

    /// The connection is gone: nothing of the transaction is stored unless its COMMIT was on the way.
    var connectionLost: Bool { state.isEmpty || state.hasPrefix("08") || state.hasPrefix("57P") }
    /// Running the whole transaction again may well succeed.
    var worthRepeating: Bool { state == "40001" || state == "40P01" }

    init(state: String, message: String, sql: String) {
        self.state = state
        error = Self.describe(state, message.trimmed, sql)
    }

    /// From a failed result.
    init(result: OpaquePointer?, connection: OpaquePointer?, sql: String) {
        let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
        let primary = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
        let message = primary ?? PQerrorMessage(connection).map { String(cString: $0) } ?? "no answer"
        self.init(state: state, message: message, sql: sql)
    }

    private static func describe(_ state: String, _ message: String, _ sql: String) -> LianluError {
        switch state {
        case "23505", "23P01":
            return LianluError(.conflict, "There is already such a row (\(message)).", hint: "Read the present state and try again.")
        case "40001", "40P01", "55P03":
            return unavailable("Others changed the same rows at the same time (\(message)).", "Try again.")
        case "53100": return unavailable("PostgreSQL's disk is full.", "Free space on the database server; work continues by itself.")
        case "53300": return unavailable("PostgreSQL has no connection left.", "Raise max_connections or stop other clients.")
        case "25006": return unavailable("PostgreSQL is read-only (\(message)).", "Point LIANLU_POSTGRES_URL at the primary server.")
        case "57014": return unavailable("PostgreSQL stopped a statement that took too long.", "Ask for less at once, or try again later.")
        case "22021", "22P05":
            return LianluError(.badRequest, "A text cannot be stored (\(message)).", hint: "Send valid UTF-8 without U+0000.")
        case "28000", "28P01", "3D000", "42501":
            return unavailable("PostgreSQL refuses: \(message).", "Check the user, password, database and rights in LIANLU_POSTGRES_URL.")
        case "XX001", "XX002":
            return LianluError(.unusableData, "PostgreSQL found damaged data (\(message)).", hint: "Restore the database from a backup.")
        case "", "57P01", "57P02", "57P03":
            return unavailable("PostgreSQL cannot be reached (\(message)).", "Check that it runs and that LIANLU_POSTGRES_URL is right.")
        default:
            if state.hasPrefix("53") || state.hasPrefix("58") || state.hasPrefix("08") {
                return unavailable("PostgreSQL cannot work now (\(message)).", "Look into the database server's log.")
            }
            return LianluError(.internal, "PostgreSQL refused a statement: \(message) (\(state)).", hint: String(sql.prefix(300)))
        }
    }

    private static func unavailable(_ message: String, _ hint: String) -> LianluError {
        LianluError(.unavailable, message, hint: hint, retryAfter: 5)
    }
}

extension String {
    fileprivate var trimmed: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
