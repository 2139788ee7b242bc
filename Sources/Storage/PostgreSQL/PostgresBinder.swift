import CPostgres
import Glibc
import Vocabulary

/// Lays the values of one execution out for libpq in blocks that are reused: numbers and text in text form, bytes in binary form.
struct PostgresBinder: ~Copyable {
    private var block: UnsafeMutableRawPointer
    private var capacity = 4096
    private var pointers: [UnsafePointer<CChar>?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init() { block = .allocate(byteCount: capacity, alignment: 8) }

    deinit { block.deallocate() }

    /// Hands the values to `body` as libpq's three parallel arrays.
    mutating func withBound<T>(
        _ values: [SQLValue],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) throws -> T
    ) throws -> T {
        try layOut(values)
        return try body(pointers, lengths, formats)
    }

    private mutating func layOut(_ values: [SQLValue]) throws(LianluError) {
        var needed = 0
        for value in values {
            switch value {
            case .null: break
            case .integer, .real: needed += 32
            case .text(let text): needed += text.utf8.count + 1
            case .blob(let bytes): needed += bytes.count + 1
            }
        }
        if needed > capacity {
            block.deallocate()
            capacity = needed * 2
            block = .allocate(byteCount: capacity, alignment: 8)
        }
        pointers.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        var offset = 0
        for value in values {
            let start = block + offset
            let written: Int
            switch value {
            case .null:
                add(nil, 0, binary: false)
                continue
            case .integer(let number): written = Self.write(number, to: start)
            case .real(let number): written = Self.write("\(number)", to: start)
            case .text(let text):
                written = Self.write(text, to: start)
                guard memchr(start, 0, written) == nil else { throw SQLText.nul }
            case .blob(let bytes):
                bytes.withUnsafeBytes { if let base = $0.baseAddress { start.copyMemory(from: base, byteCount: $0.count) } }
                add(start, bytes.count, binary: true)
                offset += bytes.count + 1
                continue
            }
            start.storeBytes(of: 0, toByteOffset: written, as: UInt8.self)
            add(start, written, binary: false)
            offset += written + 1
        }
    }

    private mutating func add(_ start: UnsafeMutableRawPointer?, _ count: Int, binary: Bool) {
        pointers.append(start.map { UnsafePointer($0.assumingMemoryBound(to: CChar.self)) })
        lengths.append(Int32(truncatingIfNeeded: count))
        formats.append(binary ? 1 : 0)
    }

    private static func write(_ text: String, to start: UnsafeMutableRawPointer) -> Int {
        var count = 0
        let copied: Void? = text.utf8.withContiguousStorageIfAvailable { buffer in
            if let base = buffer.baseAddress { start.copyMemory(from: base, byteCount: buffer.count) }
            count = buffer.count
        }
        if copied == nil {
            for byte in text.utf8 {
                start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
                count += 1
            }
        }
        return count
    }

    private static func write(_ number: Int64, to start: UnsafeMutableRawPointer) -> Int {
        var magnitude = number.magnitude
        var digits = 0
        // Backwards into the end of the 32 bytes, then moved to the front.
        repeat {
            digits += 1
            start.storeBytes(of: UInt8(ascii: "0") + UInt8(magnitude % 10), toByteOffset: 31 - digits, as: UInt8.self)
            magnitude /= 10
        } while magnitude > 0
        if number < 0 {
            digits += 1
            start.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 31 - digits, as: UInt8.self)
        }
        memmove(start, start + (31 - digits), digits)
        return digits
    }
}
