/// Scanned JSON: the bytes and where every value in them is. Values are read from it only when somebody wants them.
///
/// A node is named by its index. An object's members follow it as key, value, key, value …; `next` of a node is where its sibling begins:
///
///     let tape = try JSONTape(bytes)
///     var member = tape.firstMember(of: 0)
///     while let key = member {
///         if tape.key(key, is: "event") { name = tape.string(key + 1) }
///         member = tape.member(after: key, in: 0)
///     }
public final class JSONTape: Sendable {
    /// The text, lone surrogate escapes already replaced by `\ufffd`.
    public let bytes: [UInt8]
    /// Every value and key in the order of the text.
    public let nodes: ContiguousArray<JSONNode>

    /// Scans one value.
    public convenience init(_ bytes: consuming [UInt8], maxDepth: Int = 32) throws(JSONError) {
        var scanner = JSONScanner(maxDepth: maxDepth, expecting: bytes.count)
        var failure: JSONError?
        bytes.withUnsafeBufferPointer { buffer in
            do throws(JSONError) { _ = try scanner.scan(buffer, from: 0, to: buffer.count) } catch { failure = error }
        }
        if let failure { throw failure }
        self.init(bytes, scanner)
    }

    /// The tape of a scanner that was run over `bytes`, maybe several times.
    public init(_ bytes: consuming [UInt8], _ scanner: consuming JSONScanner) {
        var bytes = bytes
        for start in scanner.repairs { bytes.replaceSubrange(start + 2..<start + 6, with: [0x66, 0x66, 0x66, 0x64]) }
        self.bytes = bytes
        nodes = scanner.nodes
    }

    /// What sort of value the node is.
    @inlinable public func kind(_ node: Int) -> JSONNode.Kind { nodes[node].kind }

    /// The bytes of the value as sent; of a string without its quotes and not unescaped.
    @inlinable public func range(_ node: Int) -> Range<Int> { Int(nodes[node].start)..<Int(nodes[node].end) }

    /// The JSON text of the value as sent, quotes of a string included.
    @inlinable public func raw(_ node: Int) -> ArraySlice<UInt8> {
        let range = range(node)
        return nodes[node].kind == .string ? bytes[range.lowerBound - 1..<range.upperBound + 1] : bytes[range]
    }

    /// The first key of an object, or nil when it is empty or no object.
    @inlinable public func firstMember(of object: Int) -> Int? {
        let node = nodes[object]
        return node.kind == .object && Int(node.next) > object + 1 ? object + 1 : nil
    }

    /// The key after that key in the object, or nil.
    @inlinable public func member(after key: Int, in object: Int) -> Int? {
        let next = Int(nodes[key + 1].next)
        return next < Int(nodes[object].next) ? next : nil
    }

    /// The first element of an array, or nil when it is empty or no array.
    @inlinable public func firstElement(of array: Int) -> Int? {
        let node = nodes[array]
        return node.kind == .array && Int(node.next) > array + 1 ? array + 1 : nil
    }

    /// The element after that element in the array, or nil.
    @inlinable public func element(after element: Int, in array: Int) -> Int? {
        let next = Int(nodes[element].next)
        return next < Int(nodes[array].next) ? next : nil
    }

    /// Whether the key (or string) is that text; makes no String.
    @inlinable public func key(_ node: Int, is text: StaticString) -> Bool {
        let entry = nodes[node]
        let count = text.utf8CodeUnitCount
        if !entry.isEscaped {
            let start = Int(entry.start)
            guard Int(entry.end) &- start == count else { return false }
            return bytes.withUnsafeBufferPointer { buffer in
                for offset in 0..<count where buffer[start &+ offset] != text.utf8Start[offset] { return false }
                return true
            }
        }
        return escapedKey(node, is: text)
    }

    @usableFromInline func escapedKey(_ node: Int, is text: StaticString) -> Bool {
        let found = utf8(node)
        return found.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The value of that member, the last one when there are several; nil when missing or no object.
    @inlinable public func value(of name: StaticString, in object: Int) -> Int? {
        var found: Int?
        var member = firstMember(of: object)
        while let key = member {
            if self.key(key, is: name) { found = key + 1 }
            member = self.member(after: key, in: object)
        }
        return found
    }

    /// How many members or elements.
    public func count(_ container: Int) -> Int {
        var count = 0
        var index = container + 1
        let step = nodes[container].kind == .object ? 1 : 0
        guard nodes[container].kind == .object || nodes[container].kind == .array else { return 0 }
        while index < Int(nodes[container].next) {
            index = Int(nodes[index + step].next)
            count += 1
        }
        return count
    }
}

extension JSONTape {
    /// Calls `body` with every key and value of an object in order; with none when it is no object.
    @inlinable public func forEachMember(of object: Int, _ body: (_ key: Int, _ value: Int) -> Void) {
        var member = firstMember(of: object)
        while let key = member {
            body(key, key + 1)
            member = self.member(after: key, in: object)
        }
    }

    /// Calls `body` with every element of an array in order; with none when it is no array.
    @inlinable public func forEachElement(of array: Int, _ body: (_ element: Int) -> Void) {
        var element = firstElement(of: array)
        while let index = element {
            body(index)
            element = self.element(after: index, in: array)
        }
    }

    /// How many bytes the text of a string or key has, escapes counted as sent.
    @inlinable public func length(_ node: Int) -> Int { Int(nodes[node].end) - Int(nodes[node].start) }
}
