import Vocabulary

/// The members of native events that change a customer.
enum NativeCommands {
    /// `{"kind":"phone","value":"138…","scope":""}`.
    static func identifier(_ tape: JSONTape, _ object: Int) -> Identifier? {
        guard let kind = tape.value(of: "kind", in: object).flatMap(tape.string),
            let value = tape.value(of: "value", in: object).flatMap(tape.text),
            !kind.isEmpty, !value.isEmpty
        else { return nil }
        return Identifier(IdentifierKind(kind), value, scope: tape.value(of: "scope", in: object).flatMap(tape.text) ?? "")
    }

    /// A plain object of traits to set, or an object of operations.
    static func traits(_ tape: JSONTape, _ object: Int, _ wire: inout WireEvent) {
        guard tape.kind(object) == .object else { return wire.fail(.invalidProperty, "\"traits\" is not an object.") }
        var operations = true
        var any = false
        tape.forEachMember(of: object) { key, value in
            any = true
            if operation(tape, key) == nil || (tape.kind(value) != .object && tape.kind(value) != .array) { operations = false }
        }
        guard any else { return }
        guard operations else { return WireTraits.add(.set, tape, object, to: &wire) }
        tape.forEachMember(of: object) { key, value in
            guard let operation = operation(tape, key) else { return }
            if operation == .unset { WireTraits.unset(tape, value, from: &wire) } else { WireTraits.add(operation, tape, value, to: &wire) }
        }
    }

    private static func operation(_ tape: JSONTape, _ key: Int) -> TraitChange.Operation? {
        switch tape.string(key) {
        case "set": .set
        case "setOnce": .setOnce
        case "add": .add
        case "append": .append
        case "union": .union
        case "remove": .remove
        case "unset": .unset
        default: nil
        }
    }

    /// `"tags":{"add":["VIP",{"name":"VIP","group":"level"}],"remove":[…]}`, or `"tag":"VIP","group":"level","on":false`.
    static func tags(_ tape: JSONTape, _ object: Int, _ wire: inout WireEvent) {
        if let tags = tape.value(of: "tags", in: object) {
            if let list = tape.value(of: "add", in: tags) { tape.forEachElement(of: list) { tag(tape, $0, true, &wire) } }
            if let list = tape.value(of: "remove", in: tags) { tape.forEachElement(of: list) { tag(tape, $0, false, &wire) } }
        }
        if let name = tape.value(of: "tag", in: object).flatMap(tape.string), !name.isEmpty {
            let group = tape.value(of: "group", in: object).flatMap(tape.string) ?? ""
            wire.event.commands.append(.tag(name: name, group: group, on: tape.value(of: "on", in: object).flatMap(tape.bool) ?? true))
        }
    }

    private static func tag(_ tape: JSONTape, _ node: Int, _ on: Bool, _ wire: inout WireEvent) {
        let name = tape.string(node) ?? tape.value(of: "name", in: node).flatMap(tape.string) ?? ""
        guard !name.isEmpty else { return wire.fail(.invalidRecord, "A tag has no name.") }
        wire.event.commands.append(.tag(name: name, group: tape.value(of: "group", in: node).flatMap(tape.string) ?? "", on: on))
    }

    /// `"consent":{"marketing_sms":true}`, or `"purpose":"marketing_sms","granted":true`.
    static func consent(_ tape: JSONTape, _ object: Int, _ wire: inout WireEvent) {
        if let purposes = tape.value(of: "consent", in: object) {
            tape.forEachMember(of: purposes) { key, value in
                guard let purpose = tape.string(key), !purpose.isEmpty, let granted = tape.bool(value) else {
                    return wire.fail(.invalidRecord, "Consent is true or false per purpose.")
                }
                wire.event.commands.append(.consent(purpose: purpose, granted: granted))
            }
        }
        if let purpose = tape.value(of: "purpose", in: object).flatMap(tape.string), !purpose.isEmpty {
            guard let granted = tape.value(of: "granted", in: object).flatMap(tape.bool) else {
                return wire.fail(.invalidRecord, "\"granted\" is neither true nor false.")
            }
            wire.event.commands.append(.consent(purpose: purpose, granted: granted))
        }
    }

    /// `"from":{…},"into":{…}`, or `"previousId":"…"` (an anonymous id) with `"userId"`.
    static func alias(_ tape: JSONTape, _ object: Int, _ wire: inout WireEvent) {
        let from =
            tape.value(of: "from", in: object).flatMap { identifier(tape, $0) }
            ?? tape.value(of: "previousId", in: object).flatMap(tape.text).map { Identifier(.anonymousID, $0) }
        let into =
            tape.value(of: "into", in: object).flatMap { identifier(tape, $0) }
            ?? tape.value(of: "userId", in: object).flatMap(tape.text).map { Identifier(.userID, $0) }
        guard let from, let into else {
            return wire.fail(.invalidRecord, "An alias needs \"from\" and \"into\", or \"previousId\" and \"userId\".")
        }
        wire.identify(into.kind, into.value, scope: into.scope)
        wire.event.commands.append(.alias(from: from, into: into))
    }

    /// `"identifier":{…}` no longer belongs to the event's customer.
    static func unbind(_ tape: JSONTape, _ object: Int, _ wire: inout WireEvent) {
        guard let identifier = tape.value(of: "identifier", in: object).flatMap({ identifier(tape, $0) }) else {
            return wire.fail(.invalidRecord, "An unbind needs \"identifier\":{\"kind\",\"value\"}.")
        }
        if wire.event.identifiers.isEmpty { wire.identify(identifier.kind, identifier.value, scope: identifier.scope) }
        wire.event.commands.append(.unbind(identifier))
    }
}
