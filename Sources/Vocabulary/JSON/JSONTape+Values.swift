extension JSONTape {
    /// The unescaped UTF-8 of a string node; empty for other nodes.
    public func utf8(_ node: Int) -> [UInt8] {
        let entry = nodes[node]
        guard entry.kind == .string else { return [] }
        return bytes.withUnsafeBufferPointer { buffer in
            let text = UnsafeBufferPointer(rebasing: buffer[Int(entry.start)..<Int(entry.end)])
            return entry.isEscaped ? JSONText.unescape(text) : Array(text)
        }
    }

    /// The text of a string node; nil for other nodes.
    public func string(_ node: Int) -> String? {
        let entry = nodes[node]
        guard entry.kind == .string else { return nil }
        return bytes.withUnsafeBufferPointer { buffer in
            let text = UnsafeBufferPointer(rebasing: buffer[Int(entry.start)..<Int(entry.end)])
            return entry.isEscaped ? String(decoding: JSONText.unescape(text), as: UTF8.self) : String(decoding: text, as: UTF8.self)
        }
    }

    /// The text of a string, or the JSON text of anything else but null; for ids that some clients send as numbers.
    public func text(_ node: Int) -> String? {
        switch nodes[node].kind {
        case .string: string(node)
        case .null: nil
        default: String(decoding: bytes[range(node)], as: UTF8.self)
        }
    }

    /// The whole number, or nil when the node is no number, has a fraction other than zero, or does not fit 64 bits.
    public func integer(_ node: Int) -> Int64? {
        switch nodes[node].kind {
        case .integer: withText(node, JSONNumber.integer)
        case .real: Int64(exactly: withText(node, JSONNumber.double))
        default: nil
        }
    }

    /// The number as a float, or nil when the node is no number.
    public func double(_ node: Int) -> Double? {
        switch nodes[node].kind {
        case .integer, .real: withText(node, JSONNumber.double)
        default: nil
        }
    }

    /// True or false, or nil when the node is neither.
    @inlinable public func bool(_ node: Int) -> Bool? {
        switch nodes[node].kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// Whether the node is null.
    @inlinable public func isNull(_ node: Int) -> Bool { nodes[node].kind == .null }

    /// Calls `body` with the bytes of the value as sent (a string without quotes, not unescaped).
    @inlinable public func withText<Result>(_ node: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let range = range(node)
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// The whole value as a tree.
    public func value(_ node: Int) -> JSONValue {
        switch nodes[node].kind {
        case .null: return .null
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .integer: return withText(node, JSONNumber.integer).map(JSONValue.int) ?? .double(withText(node, JSONNumber.double))
        case .real: return .double(withText(node, JSONNumber.double))
        case .string: return .string(string(node) ?? "")
        case .array:
            var elements: [JSONValue] = []
            var element = firstElement(of: node)
            while let index = element {
                elements.append(value(index))
                element = self.element(after: index, in: node)
            }
            return .array(elements)
        case .object:
            var object = JSONObject()
            var member = firstMember(of: node)
            while let key = member {
                object.append(string(key) ?? "", value(key + 1))
                member = self.member(after: key, in: node)
            }
            object.removeDuplicates()
            return .object(object)
        }
    }
}
