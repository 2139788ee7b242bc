import Vocabulary

/// Companies and other groups on the wire.
enum WireGroup {
    /// Identifier kind of a group that sends traits of its own; scope = type of group.
    static let kind = IdentifierKind("group")

    /// `{"id":key, …members}`.
    static func value(_ key: String, _ tape: JSONTape, _ members: Int?) -> [UInt8] {
        var out = Properties()
        out.member("id", key)
        if let members { out.copy(tape, members) { !tape.key($0, is: "id") } }
        return out.finish()
    }
}
