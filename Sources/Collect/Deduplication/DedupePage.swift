import Vocabulary

/// The stored form of sorted keys: 16 bytes each, high word first, words little-endian.
enum DedupePage {
    /// Keys of a full page. 3,968 bytes fit one 4 KiB page of SQLite together with the row's header, so that a look-up is one page read.
    static let capacity = 248

    /// The bytes of those keys.
    static func encode(_ keys: some Collection<Hash128>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: keys.count * 16) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            var offset = 0
            for key in keys {
                raw.storeBytes(of: key.high.littleEndian, toByteOffset: offset, as: UInt64.self)
                raw.storeBytes(of: key.low.littleEndian, toByteOffset: offset + 8, as: UInt64.self)
                offset += 16
            }
            count = offset
        }
    }

    /// Appends the keys of a stored page; throws when it is damaged.
    static func decode(_ bytes: [UInt8], into keys: inout [Hash128]) throws(LianluError) {
        guard bytes.count % 16 == 0 else { throw damaged }
        bytes.withUnsafeBytes { raw in
            var offset = 0
            while offset < raw.count {
                keys.append(
                    Hash128(
                        high: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
                        low: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))))
                offset += 16
            }
        }
    }

    /// The keys of a stored page; throws when it is damaged.
    static func decode(_ bytes: [UInt8]) throws(LianluError) -> [Hash128] {
        var keys: [Hash128] = []
        keys.reserveCapacity(bytes.count / 16)
        try decode(bytes, into: &keys)
        return keys
    }

    /// The bytes of filter words.
    static func bytes(of words: ArraySlice<UInt64>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: words.count * 8) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for (place, word) in words.enumerated() { raw.storeBytes(of: word.littleEndian, toByteOffset: place * 8, as: UInt64.self) }
            count = words.count * 8
        }
    }

    /// Appends filter words; throws when damaged.
    static func words(_ bytes: [UInt8], into words: inout [UInt64]) throws(LianluError) {
        guard bytes.count % 8 == 0 else { throw damaged }
        bytes.withUnsafeBytes { raw in
            for offset in stride(from: 0, to: raw.count, by: 8) {
                words.append(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            }
        }
    }

    /// Whether sorted keys hold that one.
    static func contains(_ key: Hash128, in keys: [Hash128]) -> Bool {
        keys.withUnsafeBufferPointer { keys in
            var low = 0
            var high = keys.count
            while low < high {
                let middle = (low &+ high) &>> 1
                if keys[middle] < key { low = middle &+ 1 } else { high = middle }
            }
            return low < keys.count && keys[low] == key
        }
    }

    static let damaged = LianluError(
        .unusableData, "A stored page of de-duplication keys is damaged.",
        hint: "Run `lianlu doctor`; restore the data folder from a backup if it names damage.")
}
