import Vocabulary

/// Puts together the stored properties: members copied as they were sent, some left out, some added.
struct Properties {
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

    init(capacity: Int = 0) { bytes.reserveCapacity(capacity + 2) }

    /// The finished object.
    consuming func finish() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private mutating func separate() { if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) } }

    /// All members of an object as sent; of equal names only the last. Returns how many.
    @discardableResult
    mutating func copy(_ tape: JSONTape, _ object: Int) -> Int {
        var keys = 0
        tape.forEachMember(of: object) { _, _ in keys += 1 }
        guard keys > 0 else { return 0 }
        if keys > 24 || Self.hasDuplicates(tape, object) {
            return copy(tape, object) { _ in true }
        }
        separate()
        let range = tape.range(object)
        bytes.append(contentsOf: tape.bytes[range.lowerBound + 1..<range.upperBound - 1])
        return keys
    }

    /// The members whose key passes; of equal names only the last. Returns how many were there.
    @discardableResult
    mutating func copy(_ tape: JSONTape, _ object: Int, where keep: (_ key: Int) -> Bool) -> Int {
        var count = 0
        tape.forEachMember(of: object) { _, _ in count += 1 }
        let last = count > 24 ? Self.lastPlaces(tape, object) : nil
        tape.forEachMember(of: object) { key, value in
            guard keep(key) else { return }
            if let last {
                guard last[tape.bytes[tape.range(key)]] == key else { return }
            } else if Self.comesAgain(tape, key, in: object) {
                return
            }
            member(tape, key, value)
        }
        return count
    }

    /// One member as sent.
    mutating func member(_ tape: JSONTape, _ key: Int, _ value: Int) {
        separate()
        bytes.append(contentsOf: tape.raw(key))
        bytes.append(UInt8(ascii: ":"))
        bytes.append(contentsOf: tape.raw(value))
    }

    /// A member under another name, value as sent.
    mutating func member(_ name: StaticString, _ tape: JSONTape, _ value: Int) {
        key(name)
        bytes.append(contentsOf: tape.raw(value))
    }

    /// A member with text.
    mutating func member(_ name: StaticString, _ text: String) {
        key(name)
        JSONText.appendQuoted(text, to: &bytes)
    }

    /// A member with JSON text that is known to be valid.
    mutating func member(_ name: StaticString, json: [UInt8]) {
        key(name)
        bytes.append(contentsOf: json)
    }

    /// A member whose name was sent, with JSON text that is known to be valid.
    mutating func member(_ tape: JSONTape, _ key: Int, json: [UInt8]) {
        separate()
        bytes.append(contentsOf: tape.raw(key))
        bytes.append(UInt8(ascii: ":"))
        bytes.append(contentsOf: json)
    }

    private mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    // Equal names are compared as sent; names that differ only in their escapes are left to the reader.
    private static func hasDuplicates(_ tape: JSONTape, _ object: Int) -> Bool {
        var found = false
        tape.forEachMember(of: object) { key, _ in if !found { found = comesAgain(tape, key, in: object) } }
        return found
    }

    private static func comesAgain(_ tape: JSONTape, _ key: Int, in object: Int) -> Bool {
        let range = tape.range(key)
        return tape.bytes.withUnsafeBufferPointer { bytes in
            var next = tape.member(after: key, in: object)
            while let other = next {
                let candidate = tape.range(other)
                if candidate.count == range.count, candidate.isEmpty || bytes[candidate.lowerBound] == bytes[range.lowerBound],
                    bytes[candidate].elementsEqual(bytes[range])
                {
                    return true
                }
                next = tape.member(after: other, in: object)
            }
            return false
        }
    }

    private static func lastPlaces(_ tape: JSONTape, _ object: Int) -> [ArraySlice<UInt8>: Int] {
        var places: [ArraySlice<UInt8>: Int] = [:]
        tape.forEachMember(of: object) { key, _ in places[tape.bytes[tape.range(key)]] = key }
        return places
    }
}
