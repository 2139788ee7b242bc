import Vocabulary

/// Traits on the wire: an object of changes, and the identifiers hidden among them.
enum WireTraits {
    /// One change per member.
    static func add(_ operation: TraitChange.Operation, _ tape: JSONTape, _ object: Int, to wire: inout WireEvent) {
        tape.forEachMember(of: object) { key, value in
            guard let name = tape.string(key), !name.isEmpty else { return }
            wire.event.commands.append(.trait(TraitChange(name, operation, json(tape, value))))
            if operation == .set || operation == .setOnce { identify(tape, key, value, &wire) }
        }
    }

    /// The value in one way of writing: values are compared by their text later, and Python writes "\\u674e" where others write "李".
    static func json(_ tape: JSONTape, _ node: Int) -> [UInt8] {
        let raw = tape.raw(node)
        switch tape.kind(node) {
        case .string: return raw.contains(UInt8(ascii: "\\")) ? tape.value(node).bytes : Array(raw)
        case .array, .object: return raw.contains { $0 <= 0x20 || $0 == UInt8(ascii: "\\") } ? tape.value(node).bytes : Array(raw)
        default: return Array(raw)
        }
    }

    /// One unset per element of a list of names, or per member of an object.
    static func unset(_ tape: JSONTape, _ node: Int, from wire: inout WireEvent) {
        func one(_ name: String?) {
            guard let name, !name.isEmpty else { return }
            wire.event.commands.append(.trait(TraitChange(name, .unset, Array("null".utf8))))
        }
        tape.forEachElement(of: node) { one(tape.string($0)) }
        tape.forEachMember(of: node) { key, _ in one(tape.string(key)) }
    }

    /// A trait that says who somebody is also becomes an identifier.
    static func identify(_ tape: JSONTape, _ key: Int, _ value: Int, _ wire: inout WireEvent) {
        let length = tape.length(key)
        guard length >= 5, length <= 12, tape.kind(value) == .string || tape.kind(value) == .integer else { return }
        for (name, kind) in names where tape.key(key, is: name) {
            wire.identify(kind, tape.text(value))
            return
        }
    }

    private static let names: [(StaticString, IdentifierKind)] = [
        ("phone", .phone), ("mobile", .phone), ("$phone", .phone), ("phoneNumber", .phone), ("phone_number", .phone), ("email", .email),
        ("$email", .email),
        ("unionid", .unionID), ("unionId", .unionID), ("union_id", .unionID), ("openid", .openID), ("openId", .openID),
        ("open_id", .openID),
    ]
}
