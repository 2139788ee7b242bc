import CPostgres

/// The rows of one answer, freed when let go.
final class PostgresResult {
    let handle: OpaquePointer
    /// Whether values came in binary form (all columns do, or none).
    let binary: Bool
    let rows: Int

    init(_ handle: OpaquePointer) {
        self.handle = handle
        rows = Int(PQntuples(handle))
        binary = PQnfields(handle) > 0 && PQfformat(handle, 0) == 1
    }

    deinit { PQclear(handle) }

    /// How many rows an INSERT, UPDATE or DELETE changed; 0 for anything else.
    var changed: Int {
        // "INSERT 0 5", "UPDATE 3", "DELETE 1"; SELECT reports rows too, which changed nothing.
        guard let status = PQcmdStatus(handle) else { return 0 }
        switch UInt8(bitPattern: status[0]) {
        case UInt8(ascii: "I"), UInt8(ascii: "U"), UInt8(ascii: "D"), UInt8(ascii: "M"):
            return PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0
        default: return 0
        }
    }

    func row(_ index: Int) -> PostgresRow { PostgresRow(result: self, index: Int32(index)) }
}
