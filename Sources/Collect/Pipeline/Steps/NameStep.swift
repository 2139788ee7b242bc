import Vocabulary

/// Event names: present, not too long, no control characters; surrounding white space removed.
enum NameStep {
    static let step = Step(name: "name") { wire, context in
        let name = wire.event.name.trimmed
        if name.utf8.count != wire.event.name.utf8.count { wire.event.name = name }
        if name.isEmpty { return wire.fail(.missingName) }
        if name.utf8.count > context.limits.nameLength, name.count > context.limits.nameLength {
            return wire.fail(.nameTooLong, "The limit is \(context.limits.nameLength) characters.")
        }
        if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { wire.fail(.invalidName, "The event name holds control characters.") }
    }
}
