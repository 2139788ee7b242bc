import CDuckDB
import Vocabulary

/// Writes events into the table by filling DuckDB's column vectors directly, 2048 rows at a time.
final class EventAppender {
    private static let capacity = 2048

    private let call: lianlu_duckdb_functions
    private var appender: duckdb_appender?
    private var chunk: duckdb_data_chunk?
    private var vectors: [duckdb_vector?] = []
    private var data: [UnsafeMutableRawPointer?] = []
    private var validity: [UnsafeMutablePointer<UInt64>?] = []
    private var rows = 0

    init(_ connection: DuckDBConnection) throws(LianluError) {
        call = connection.call
        let created = call.appender_create(connection.handle, nil, "events", &appender)
        let kinds = Self.types.map { Int32($0) }
        var types: [duckdb_logical_type?] = kinds.map { [call] in call.create_logical_type($0) }
        chunk = call.create_data_chunk(&types, UInt64(types.count))
        for place in types.indices { call.destroy_logical_type(&types[place]) }
        guard created == 0 else { throw failure() }
        lookUpVectors()
    }

    deinit {
        call.destroy_data_chunk(&chunk)
        _ = call.appender_destroy(&appender)
    }

    private static let types =
        [
            LIANLU_DUCKDB_BIGINT, LIANLU_DUCKDB_UINTEGER, LIANLU_DUCKDB_INTEGER, LIANLU_DUCKDB_BIGINT, LIANLU_DUCKDB_BIGINT,
            LIANLU_DUCKDB_INTEGER,
            LIANLU_DUCKDB_UTINYINT, LIANLU_DUCKDB_BIGINT,
        ] + [Int](repeating: LIANLU_DUCKDB_VARCHAR, count: 12) + [LIANLU_DUCKDB_BIGINT, LIANLU_DUCKDB_VARCHAR, LIANLU_DUCKDB_VARCHAR]

    /// Adds one event.
    func append(_ stored: BehaviourEvent) throws(LianluError) {
        let event = stored.event
        store(stored.ordinal, 0)
        store(stored.leaf.rawValue, 1)
        store(stored.code, 2)
        store(event.time.milliseconds, 3)
        store(event.receivedAt.milliseconds, 4)
        store(event.source, 5)
        store(event.channel.rawValue, 6)
        store(stored.session, 7)
        let facts = event.facts
        store(facts.path, 8)
        store(facts.title, 9)
        store(facts.referrerHost, 10)
        store(facts.utmSource, 11)
        store(facts.utmMedium, 12)
        store(facts.utmCampaign, 13)
        store(facts.clickPlatform, 14)
        store(facts.clickID, 15)
        store(facts.os, 16)
        store(facts.browser, 17)
        store(facts.device, 18)
        store(facts.origin, 19)
        if let amount = facts.amountFen { store(amount, 20) } else { storeNull(20) }
        store(event.messageID, 21)
        event.properties.withUnsafeBytes { storeBytes($0, 22) }
        rows += 1
        if rows == Self.capacity { try flushChunk() }
    }

    /// Hands everything to the transaction.
    func finish() throws(LianluError) {
        if rows > 0 { try flushChunk() }
        guard call.appender_flush(appender) == 0 else { throw failure() }
    }

    private func flushChunk() throws(LianluError) {
        call.data_chunk_set_size(chunk, UInt64(rows))
        guard call.append_data_chunk(appender, chunk) == 0 else { throw failure() }
        call.data_chunk_reset(chunk)
        rows = 0
        lookUpVectors()
    }

    private func lookUpVectors() {
        vectors = Self.types.indices.map { call.data_chunk_get_vector(chunk, UInt64($0)) }
        data = vectors.map { call.vector_get_data($0) }
        validity = vectors.enumerated().map { place, vector in
            guard (8...21).contains(place) else { return nil }
            call.vector_ensure_validity_writable(vector)
            return call.vector_get_validity(vector)
        }
    }

    private func failure() -> LianluError { DuckDBError.running(call.appender_error(appender).map { String(cString: $0) } ?? "") }

    private func store<T: BitwiseCopyable>(_ value: T, _ column: Int) {
        data[column]!.storeBytes(of: value, toByteOffset: rows * MemoryLayout<T>.stride, as: T.self)
    }

    private func storeNull(_ column: Int) { validity[column]![rows >> 6] &= ~(1 << UInt64(rows & 63)) }

    private func store(_ text: String?, _ column: Int) {
        guard var text else { return storeNull(column) }
        text.withUTF8 { storeBytes(UnsafeRawBufferPointer($0), column) }
    }

    private func storeBytes(_ bytes: UnsafeRawBufferPointer, _ column: Int) {
        if bytes.count <= 12 {
            // Short texts live in the vector itself.
            let entry = data[column]! + rows * 16
            entry.storeBytes(of: 0, as: UInt64.self)
            entry.storeBytes(of: 0, toByteOffset: 8, as: UInt64.self)
            entry.storeBytes(of: UInt32(bytes.count), as: UInt32.self)
            if let start = bytes.baseAddress { (entry + 4).copyMemory(from: start, byteCount: bytes.count) }
            return
        }
        call.vector_assign_string_element_len(
            vectors[column], UInt64(rows), bytes.baseAddress!.assumingMemoryBound(to: CChar.self), UInt64(bytes.count))
    }
}
