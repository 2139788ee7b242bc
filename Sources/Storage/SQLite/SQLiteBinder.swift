import GRDBSQLite
import Glibc
import Vocabulary

/// Binds values to a statement without one allocation per value: the bytes of all texts and blobs of one execution lie in one reused block that
/// outlives the step.
struct SQLiteBinder: ~Copyable {
    private var block: UnsafeMutableRawPointer
    private var capacity: Int

    init() {
        capacity = 4096
        block = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit { block.deallocate() }

    /// Binds every value; the statement must be stepped and reset before the next call.
    mutating func bind(_ values: [SQLValue], to statement: OpaquePointer) throws(LianluError) {
        var needed = 0
        for value in values {
            switch value {
            case .text(let text): needed += text.utf8.count
            case .blob(let bytes): needed += bytes.count
            case .null, .integer, .real: break
            }
        }
        if needed > capacity {
            block.deallocate()
            capacity = needed * 2
            block = .allocate(byteCount: capacity, alignment: 8)
        }
        var offset = 0
        for index in values.indices {
            let position = Int32(truncatingIfNeeded: index + 1)
            let status: Int32
            switch values[index] {
            case .null: status = sqlite3_bind_null(statement, position)
            case .integer(let number): status = sqlite3_bind_int64(statement, position, number)
            case .real(let number): status = sqlite3_bind_double(statement, position, number)
            case .text(let text):
                let start = block + offset
                let count = text.utf8.count
                Self.copy(text, to: start, count: count)
                guard memchr(start, 0, count) == nil else { throw SQLText.nul }
                status = sqlite3_bind_text64(
                    statement, position, start.assumingMemoryBound(to: CChar.self), UInt64(count), nil, UInt8(SQLITE_UTF8))
                offset += count
            case .blob(let bytes):
                let start = block + offset
                bytes.withUnsafeBytes { if let base = $0.baseAddress { start.copyMemory(from: base, byteCount: $0.count) } }
                status = sqlite3_bind_blob64(statement, position, start, UInt64(bytes.count), nil)
                offset += bytes.count
            }
            guard status == SQLITE_OK else {
                throw LianluError(.internal, "SQLite cannot bind value \(position) (code \(status)).", hint: "Keep a value under 1 GB.")
            }
        }
    }

    /// Gives back a block grown by an unusually large value.
    mutating func shrink() {
        guard capacity > 1 << 20 else { return }
        block.deallocate()
        capacity = 4096
        block = .allocate(byteCount: capacity, alignment: 8)
    }

    @inline(__always)
    private static func copy(_ text: String, to start: UnsafeMutableRawPointer, count: Int) {
        let copied: Void? = text.utf8.withContiguousStorageIfAvailable { buffer in
            if let base = buffer.baseAddress { start.copyMemory(from: base, byteCount: count) }
        }
        if copied == nil {
            var offset = 0
            for byte in text.utf8 {
                start.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
                offset += 1
            }
        }
    }
}
