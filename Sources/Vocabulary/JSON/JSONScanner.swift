/// Checks JSON text strictly (RFC 8259) in one pass and writes down where every value is.
///
/// What it refuses besides broken syntax: bytes that are not UTF-8, U+0000 (also as `\u0000`), nesting deeper than ``maxDepth``, numbers beyond a
/// 64-bit float. A lone surrogate escape (`\ud83d` of an emoji cut in half, which browsers do send) is accepted and noted in ``repairs``:
/// ``JSONTape`` overwrites it with `\ufffd` in place, so that no store ever meets it. Duplicate keys are accepted; the last wins when read.
///
/// One scanner can scan several texts of one buffer (NDJSON) onto one tape.
public struct JSONScanner: ~Copyable {
    /// How deep arrays and objects may nest; the outermost counts as 1.
    public let maxDepth: Int
    /// The values found so far.
    public private(set) var nodes: ContiguousArray<JSONNode> = []
    /// Byte offsets of lone surrogate escapes (of their backslash).
    public private(set) var repairs: [Int] = []
    private var open: ContiguousArray<Int> = []

    /// A scanner for texts of about that many bytes.
    public init(maxDepth: Int = 32, expecting bytes: Int = 0) {
        self.maxDepth = maxDepth
        nodes.reserveCapacity(bytes / 12 + 8)
        open.reserveCapacity(Swift.min(maxDepth, 64))
    }

    /// Scans exactly one value in `bytes[from..<to]`, white space around it allowed, and returns its index on the tape.
    ///
    /// After an error the tape is as it was before the call.
    public mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, from: Int, to: Int) throws(JSONError) -> Int {
        precondition(from >= 0 && from <= to && to <= bytes.count)
        guard to <= Int(UInt32.max) else { throw JSONError(.size, at: 0) }
        let root = nodes.count
        let repairCount = repairs.count
        guard from < to, let base = bytes.baseAddress else { throw JSONError(.truncated, at: from) }
        open.removeAll(keepingCapacity: true)
        var cursor = JSONCursor(base: base, at: from, end: to)
        do throws(JSONError) {
            try scanValue(&cursor)
            cursor.skipSpace()
            if cursor.at != to { throw JSONError(.trailing, at: cursor.at) }
        } catch {
            nodes.removeLast(nodes.count - root)
            repairs.removeLast(repairs.count - repairCount)
            throw error
        }
        return root
    }

    private mutating func scanValue(_ cursor: inout JSONCursor) throws(JSONError) {
        // Each turn of the outer loop reads one value; the inner loop closes containers and finds the next value.
        values: while true {
            cursor.skipSpace()
            switch try cursor.peek() {
            case UInt8(ascii: "{"):
                try enter(.object, &cursor)
                cursor.skipSpace()
                if try cursor.peek() != UInt8(ascii: "}") {
                    try scanKey(&cursor)
                    continue values
                }
            case UInt8(ascii: "["):
                try enter(.array, &cursor)
                cursor.skipSpace()
                if try cursor.peek() != UInt8(ascii: "]") { continue values }
            case UInt8(ascii: "\""): try scanString(&cursor)
            case UInt8(ascii: "t"): try scanWord("true", .true, &cursor)
            case UInt8(ascii: "f"): try scanWord("false", .false, &cursor)
            case UInt8(ascii: "n"): try scanWord("null", .null, &cursor)
            default: try scanNumber(&cursor)
            }
            while let container = open.last {
                cursor.skipSpace()
                let byte = try cursor.peek()
                let isObject = nodes[container].kind == .object
                if byte == UInt8(ascii: ","), nodes.count > container + 1 {
                    cursor.at &+= 1
                    if isObject {
                        cursor.skipSpace()
                        try scanKey(&cursor)
                    }
                    continue values
                }
                guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw JSONError(.syntax, at: cursor.at) }
                cursor.at &+= 1
                nodes[container].end = UInt32(truncatingIfNeeded: cursor.at)
                nodes[container].next = UInt32(truncatingIfNeeded: nodes.count)
                open.removeLast()
            }
            return
        }
    }

    @inline(__always)
    private mutating func enter(_ kind: JSONNode.Kind, _ cursor: inout JSONCursor) throws(JSONError) {
        guard open.count < maxDepth else { throw JSONError(.depth, at: cursor.at) }
        open.append(nodes.count)
        nodes.append(JSONNode(start: cursor.at, end: cursor.at, next: 0, kind: kind))
        cursor.at &+= 1
    }

    @inline(__always)
    private mutating func scanKey(_ cursor: inout JSONCursor) throws(JSONError) {
        guard try cursor.peek() == UInt8(ascii: "\"") else { throw JSONError(.syntax, at: cursor.at) }
        try scanString(&cursor)
        cursor.skipSpace()
        guard try cursor.peek() == UInt8(ascii: ":") else { throw JSONError(.syntax, at: cursor.at) }
        cursor.at &+= 1
    }

    @inline(__always)
    private mutating func scanString(_ cursor: inout JSONCursor) throws(JSONError) {
        let start = cursor.at &+ 1
        let escaped = try cursor.passString(&repairs)
        nodes.append(JSONNode(start: start, end: cursor.at &- 1, next: nodes.count &+ 1, kind: .string, isEscaped: escaped))
    }

    private mutating func scanWord(_ word: StaticString, _ kind: JSONNode.Kind, _ cursor: inout JSONCursor) throws(JSONError) {
        let start = cursor.at
        try cursor.passWord(word)
        nodes.append(JSONNode(start: start, end: cursor.at, next: nodes.count &+ 1, kind: kind))
    }

    @inline(__always)
    private mutating func scanNumber(_ cursor: inout JSONCursor) throws(JSONError) {
        let start = cursor.at
        let isInteger = try cursor.passNumber()
        nodes.append(JSONNode(start: start, end: cursor.at, next: nodes.count &+ 1, kind: isInteger ? .integer : .real))
    }
}
