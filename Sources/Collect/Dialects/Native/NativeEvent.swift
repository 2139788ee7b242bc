import Vocabulary

/// Where the members of one native event stand on the tape; -1 = missing or null.
struct NativeEvent {
    private var type = -1
    private var name = -1
    private var messageID = -1
    private var time = -1
    private var sentAt = -1
    private var userID = -1
    private var anonymousID = -1
    private var identifiers = -1
    private var properties = -1
    private var traits = -1
    private var channel = -1
    private var context = -1
    private var userHash = -1

    init(_ tape: JSONTape, _ object: Int) {
        tape.forEachMember(of: object) { key, value in
            guard !tape.isNull(value) else { return }
            switch tape.length(key) {
            case 4:
                if tape.key(key, is: "type") { type = value } else if tape.key(key, is: "time") { time = value }
            case 5: if tape.key(key, is: "event") { name = value }
            case 6:
                if tape.key(key, is: "userId") {
                    userID = value
                } else if tape.key(key, is: "traits") {
                    traits = value
                } else if tape.key(key, is: "sentAt") {
                    sentAt = value
                }
            case 7:
                if tape.key(key, is: "context") { context = value } else if tape.key(key, is: "channel") { channel = value }
            case 8: if tape.key(key, is: "userHash") { userHash = value }
            case 9:
                if tape.key(key, is: "messageId") { messageID = value } else if tape.key(key, is: "timestamp"), time < 0 { time = value }
            case 10: if tape.key(key, is: "properties") { properties = value }
            case 11:
                if tape.key(key, is: "anonymousId") { anonymousID = value } else if tape.key(key, is: "identifiers") { identifiers = value }
            default: break
            }
        }
    }

    /// The event.
    func event(_ tape: JSONTape, _ object: Int, position: Int) -> WireEvent {
        var wire = WireEvent("", position: position, record: tape.range(object))
        guard tape.kind(object) == .object else {
            wire.fail(.invalidRecord, "An event is not an object.")
            return wire
        }
        if messageID >= 0 { wire.setMessageID(tape.text(messageID)) }
        if time >= 0 {
            wire.time = WireTime.read(tape, time)
            if wire.time == nil { wire.fail(.invalidTime, "\"\((tape.text(time) ?? "").prefix(40))\".") }
        }
        if sentAt >= 0 { wire.sentAt = WireTime.read(tape, sentAt) }
        if userHash >= 0 { wire.userHash = tape.string(userHash) }
        if userID >= 0 { wire.identify(.userID, tape.text(userID)) }
        if anonymousID >= 0 { wire.identify(.anonymousID, tape.text(anonymousID)) }
        if identifiers >= 0 { readIdentifiers(tape, &wire) }
        var context = WireContext()
        if self.context >= 0 { context.read(tape, self.context, into: &wire) }
        if channel >= 0 {
            wire.channel = tape.string(channel).flatMap { Channel(name: $0) }
            if wire.channel == nil { wire.fail(.invalidProperty, "Unknown channel \"\((tape.text(channel) ?? "").prefix(40))\".") }
        }
        var out = Properties(capacity: (properties >= 0 ? tape.length(properties) : 0) + 80)
        if properties >= 0 {
            if tape.kind(properties) != .object { wire.fail(.invalidProperty, "\"properties\" is not an object.") }
            WireFacts.scan(tape, properties, into: &wire)
            wire.propertyCount = out.copy(tape, properties)
        }
        context.write(tape, &out)
        wire.event.properties = out.finish()
        if traits >= 0 { NativeCommands.traits(tape, traits, &wire) }
        NativeCommands.tags(tape, object, &wire)
        NativeCommands.consent(tape, object, &wire)
        setName(tape, object, &wire)
        return wire
    }

    private func setName(_ tape: JSONTape, _ object: Int, _ wire: inout WireEvent) {
        let type = self.type >= 0 ? tape.string(self.type) ?? "" : (name >= 0 ? "track" : (traits >= 0 ? "identify" : "track"))
        let given = name >= 0 ? tape.text(name) ?? "" : ""
        switch type {
        case "track": wire.event.name = given
        case "page", "screen", "order", "tag", "consent": wire.event.name = given.isEmpty ? "$" + type : given
        case "identify": wire.event.name = "$identify"
        case "alias":
            wire.event.name = "$alias"
            NativeCommands.alias(tape, object, &wire)
        case "unbind":
            wire.event.name = "$unbind"
            NativeCommands.unbind(tape, object, &wire)
        default: wire.fail(.unknownType, "\"\(type.prefix(40))\".")
        }
    }

    private func readIdentifiers(_ tape: JSONTape, _ wire: inout WireEvent) {
        tape.forEachElement(of: identifiers) { element in
            guard let identifier = NativeCommands.identifier(tape, element) else {
                return wire.fail(.invalidRecord, "An identifier needs \"kind\" and \"value\".")
            }
            wire.identify(identifier.kind, identifier.value, scope: identifier.scope)
            if tape.value(of: "verified", in: element).flatMap(tape.bool) == true { wire.event.verified.append(identifier) }
        }
        if tape.kind(identifiers) != .array { wire.fail(.invalidRecord, "\"identifiers\" is not an array.") }
    }
}
