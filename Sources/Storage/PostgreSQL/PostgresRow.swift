import CPostgres
import Glibc

/// One row of an answer in text or binary form.
struct PostgresRow: SQLRow {
    let result: PostgresResult
    let index: Int32

    func isNull(_ column: Int) -> Bool { PQgetisnull(result.handle, index, Int32(column)) == 1 }

    func integer(_ column: Int) -> Int64 {
        let bytes = self.bytes(column)
        guard !bytes.isEmpty else { return 0 }
        if result.binary {
            switch PQftype(result.handle, Int32(column)) {
            case PostgresType.double: return Int64(Double(bitPattern: UInt64(bitPattern: bigEndian(bytes))))
            case PostgresType.text, PostgresType.varchar: return parse(bytes)
            default: return bigEndian(bytes)
            }
        }
        return parse(bytes)
    }

    func real(_ column: Int) -> Double {
        let bytes = self.bytes(column)
        guard !bytes.isEmpty else { return 0 }
        if result.binary {
            switch PQftype(result.handle, Int32(column)) {
            case PostgresType.double: return Double(bitPattern: UInt64(bitPattern: bigEndian(bytes)))
            case PostgresType.text, PostgresType.varchar: break
            default: return Double(bigEndian(bytes))
            }
        }
        // libpq ends every value with a zero byte.
        return strtod(bytes.baseAddress!.assumingMemoryBound(to: CChar.self), nil)
    }

    func text(_ column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

    func blob(_ column: Int) -> [UInt8] {
        let bytes = self.bytes(column)
        if result.binary || PQftype(result.handle, Int32(column)) != PostgresType.bytes { return [UInt8](bytes) }
        // \x and two digits a byte
        guard bytes.count >= 2 else { return [] }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count / 2 - 1)
        var position = 2
        while position + 1 < bytes.count {
            out.append(nibble(bytes[position]) << 4 | nibble(bytes[position + 1]))
            position += 2
        }
        return out
    }

    private func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        let start = PQgetvalue(result.handle, index, Int32(column))
        return UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result.handle, index, Int32(column))))
    }

    private func bigEndian(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        var value: Int64 = bytes.count > 1 && bytes[0] & 0x80 != 0 ? -1 : 0
        for byte in bytes { value = value << 8 | Int64(byte) }
        return value
    }

    /// A whole number, "t"/"f", or the whole part of a number with decimals.
    private func parse(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        if bytes[0] == UInt8(ascii: "t") { return 1 }
        if bytes[0] == UInt8(ascii: "f") { return 0 }
        var value: Int64 = 0
        let negative = bytes[0] == UInt8(ascii: "-")
        for byte in bytes.dropFirst(negative ? 1 : 0) {
            guard byte >= 0x30, byte <= 0x39 else {
                return byte == UInt8(ascii: "e") ? Int64(strtod(bytes.baseAddress!.assumingMemoryBound(to: CChar.self), nil)) : value
            }
            value = negative ? value &* 10 &- Int64(byte - 0x30) : value &* 10 &+ Int64(byte - 0x30)
        }
        return value
    }

    private func nibble(_ digit: UInt8) -> UInt8 { digit <= 0x39 ? digit - 0x30 : digit - 0x57 }
}

/// The type numbers of PostgreSQL that matter here.
enum PostgresType {
    static let bool: Oid = 16
    static let bytes: Oid = 17
    static let big: Oid = 20
    static let small: Oid = 21
    static let integer: Oid = 23
    static let text: Oid = 25
    static let double: Oid = 701
    static let varchar: Oid = 1043

    /// Types whose binary form ``PostgresRow`` reads.
    static let readable: Set<Oid> = [bool, bytes, big, small, integer, text, double, varchar]
}
