import CDuckDB

/// Up to 2048 rows of a result, column by column. Valid only inside the closure that received it.
struct DuckDBChunk {
    /// Rows.
    let count: Int
    private let handle: duckdb_data_chunk
    private let call: lianlu_duckdb_functions

    init(_ handle: duckdb_data_chunk, _ call: lianlu_duckdb_functions) {
        self.handle = handle
        self.call = call
        count = Int(call.data_chunk_get_size(handle))
    }

    /// A column's values, to be read as the column's own width.
    func values<T: BitwiseCopyable>(_ column: Int, as type: T.Type) -> UnsafeBufferPointer<T> {
        let data = call.vector_get_data(call.data_chunk_get_vector(handle, UInt64(column)))
        return UnsafeBufferPointer(start: data?.assumingMemoryBound(to: T.self), count: count)
    }

    /// A text column.
    func texts(_ column: Int) -> DuckDBTexts {
        let vector = call.data_chunk_get_vector(handle, UInt64(column))
        return DuckDBTexts(data: UnsafeRawPointer(call.vector_get_data(vector)!), validity: call.vector_get_validity(vector))
    }

    /// Which values of a column are missing.
    func nulls(_ column: Int) -> DuckDBNulls {
        DuckDBNulls(validity: call.vector_get_validity(call.data_chunk_get_vector(handle, UInt64(column))))
    }
}

/// Which rows of a column have no value.
struct DuckDBNulls {
    let validity: UnsafeMutablePointer<UInt64>?

    subscript(row: Int) -> Bool {
        guard let validity else { return false }
        return validity[row >> 6] >> UInt64(row & 63) & 1 == 0
    }
}

/// The values of a text column: 16 bytes each, up to 12 characters in place, longer ones behind a pointer.
struct DuckDBTexts {
    let data: UnsafeRawPointer
    let validity: UnsafeMutablePointer<UInt64>?

    /// The text of that row; nil when missing.
    subscript(row: Int) -> String? {
        if DuckDBNulls(validity: validity)[row] { return nil }
        return String(decoding: bytes(row), as: UTF8.self)
    }

    /// The UTF-8 of that row, which must not be missing.
    func bytes(_ row: Int) -> UnsafeRawBufferPointer {
        let entry = data + row * 16
        let length = Int(entry.load(as: UInt32.self))
        let start = length <= 12 ? entry + 4 : entry.load(fromByteOffset: 8, as: UnsafeRawPointer.self)
        return UnsafeRawBufferPointer(start: start, count: length)
    }
}
