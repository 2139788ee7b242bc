/// Reads what ``ByteWriter`` wrote; every read is bounds-checked and throws on damage.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]
    /// Where the next read begins.
    public private(set) var position: Int
    private let end: Int

    /// Reads these bytes from the start.
    public init(_ bytes: [UInt8]) { self.init(bytes, from: 0, to: bytes.count) }

    /// Reads part of these bytes.
    public init(_ bytes: [UInt8], from: Int, to: Int) {
        self.bytes = bytes
        position = from
        end = Swift.min(to, bytes.count)
    }

    /// True when everything was read.
    public var isAtEnd: Bool { position >= end }

    private static let damaged = LianluError(
        .unusableData, "A stored record is damaged.", hint: "Run `lianlu doctor`; restore the data folder from a backup if it names damage."
    )

    /// One byte.
    public mutating func byte() throws(LianluError) -> UInt8 {
        guard position < end else { throw Self.damaged }
        defer { position += 1 }
        return bytes[position]
    }

    /// An unsigned LEB128 number.
    public mutating func varint() throws(LianluError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 64 else { throw Self.damaged }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    /// A signed number, zig-zag.
    public mutating func signed() throws(LianluError) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// Eight bytes.
    public mutating func word() throws(LianluError) -> UInt64 {
        guard end - position >= 8 else { throw Self.damaged }
        defer { position += 8 }
        return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: UInt64.self)) }
    }

    /// A length (as varint) that fits what is left.
    public mutating func count() throws(LianluError) -> Int {
        let value = try varint()
        guard value <= UInt64(end - position) else { throw Self.damaged }
        return Int(value)
    }

    /// A length and bytes.
    public mutating func blob() throws(LianluError) -> [UInt8] {
        let length = try count()
        defer { position += length }
        return Array(bytes[position..<position + length])
    }

    /// A length and UTF-8.
    public mutating func text() throws(LianluError) -> String {
        let length = try count()
        defer { position += length }
        return makeString(length)
    }

    /// Optional text.
    public mutating func optionalText() throws(LianluError) -> String? {
        let marked = try varint()
        guard marked > 0 else { return nil }
        guard marked - 1 <= UInt64(end - position) else { throw Self.damaged }
        let length = Int(marked - 1)
        defer { position += length }
        return makeString(length)
    }

    private func makeString(_ length: Int) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[position..<position + length]), as: UTF8.self) }
    }
}
