import Vocabulary

/// Where the members of one Segment message stand on the tape; -1 = missing or null.
struct SegmentMessage {
    var type = -1
    var event = -1
    var userID = -1
    var anonymousID = -1
    var messageID = -1
    var timestamp = -1
    var originalTimestamp = -1
    var sentAt = -1
    var properties = -1
    var traits = -1
    var context = -1
    var name = -1
    var category = -1
    var groupID = -1
    var previousID = -1
    var userHash = -1

    init(_ tape: JSONTape, _ object: Int) {
        tape.forEachMember(of: object) { key, value in
            guard !tape.isNull(value) else { return }
            switch tape.length(key) {
            case 4:
                if tape.key(key, is: "type") { type = value } else if tape.key(key, is: "name") { name = value }
            case 5: if tape.key(key, is: "event") { event = value }
            case 6:
                if tape.key(key, is: "userId") {
                    userID = value
                } else if tape.key(key, is: "traits") {
                    traits = value
                } else if tape.key(key, is: "sentAt") {
                    sentAt = value
                }
            case 7:
                if tape.key(key, is: "context") { context = value } else if tape.key(key, is: "groupId") { groupID = value }
            case 8:
                if tape.key(key, is: "category") { category = value } else if tape.key(key, is: "userHash") { userHash = value }
            case 9:
                if tape.key(key, is: "messageId") { messageID = value } else if tape.key(key, is: "timestamp") { timestamp = value }
            case 10:
                if tape.key(key, is: "properties") { properties = value } else if tape.key(key, is: "previousId") { previousID = value }
            case 11: if tape.key(key, is: "anonymousId") { anonymousID = value }
            case 17: if tape.key(key, is: "originalTimestamp") { originalTimestamp = value }
            default: break
            }
        }
    }

    /// The message as an event; `type` comes from the path for single messages.
    func event(_ tape: JSONTape, _ object: Int, type fixed: String?, position: Int) -> WireEvent {
        var wire = WireEvent("", position: position, record: tape.range(object))
        guard tape.kind(object) == .object else {
            wire.fail(.invalidRecord, "A message is not an object.")
            return wire
        }
        if messageID >= 0 { wire.setMessageID(tape.text(messageID)) }
        if originalTimestamp >= 0 { wire.time = WireTime.read(tape, originalTimestamp) }
        if wire.time == nil, timestamp >= 0 { wire.time = WireTime.read(tape, timestamp) }
        if sentAt >= 0, fixed == nil { wire.sentAt = WireTime.read(tape, sentAt) }
        if userHash >= 0 { wire.userHash = tape.string(userHash) }
        if userID >= 0 { wire.identify(.userID, tape.text(userID)) }
        if anonymousID >= 0 { wire.identify(.anonymousID, tape.text(anonymousID)) }
        var context = WireContext()
        if self.context >= 0 { context.read(tape, self.context, into: &wire) }
        if properties >= 0 {
            if tape.kind(properties) != .object { wire.fail(.invalidProperty, "\"properties\" is not an object.") }
            WireFacts.scan(tape, properties, into: &wire)
        }

        var out = Properties(capacity: (properties >= 0 ? tape.length(properties) : 0) + 80)
        switch kind(tape, fixed) {
        case .track: track(tape, &wire, &out)
        case .page: page("$page", tape, &wire, &out)
        case .screen: page("$screen", tape, &wire, &out)
        case .identify: identify(tape, context, &wire, &out)
        case .group: group(tape, &wire, &out)
        case .alias: alias(tape, &wire)
        case nil: wire.fail(.unknownType, type >= 0 ? "\"\((tape.text(type) ?? "").prefix(40))\"." : "\"type\" is missing.")
        }
        context.write(tape, &out)
        wire.event.properties = out.finish()
        return wire
    }

    private enum Kind { case track, identify, page, screen, group, alias }

    private func kind(_ tape: JSONTape, _ fixed: String?) -> Kind? {
        if let fixed {
            switch fixed {
            case "track": return .track
            case "identify": return .identify
            case "page": return .page
            case "screen": return .screen
            case "group": return .group
            case "alias": return .alias
            default: return nil
            }
        }
        guard type >= 0 else { return event >= 0 ? .track : nil }
        if tape.key(type, is: "track") { return .track }
        if tape.key(type, is: "identify") { return .identify }
        if tape.key(type, is: "page") { return .page }
        if tape.key(type, is: "screen") { return .screen }
        if tape.key(type, is: "group") { return .group }
        if tape.key(type, is: "alias") { return .alias }
        return nil
    }

    private func track(_ tape: JSONTape, _ wire: inout WireEvent, _ out: inout Properties) {
        if event >= 0 { wire.event.name = tape.text(event) ?? "" }
        if properties >= 0 { wire.propertyCount = out.copy(tape, properties) }
    }

    private func page(_ name: String, _ tape: JSONTape, _ wire: inout WireEvent, _ out: inout Properties) {
        wire.event.name = name
        if properties >= 0 { wire.propertyCount = out.copy(tape, properties) }
        if self.name >= 0 {
            if wire.event.facts.title == nil { wire.event.facts.title = tape.string(self.name) }
            if properties < 0 || tape.value(of: "name", in: properties) == nil { out.member("name", tape, self.name) }
        }
        if category >= 0, properties < 0 || tape.value(of: "category", in: properties) == nil { out.member("category", tape, category) }
    }

    private func identify(_ tape: JSONTape, _ context: WireContext, _ wire: inout WireEvent, _ out: inout Properties) {
        wire.event.name = "$identify"
        // RudderStack's SDKs put the traits of identify into the context.
        for node in [context.traits, traits] where node >= 0 { WireTraits.add(.set, tape, node, to: &wire) }
    }

    /// What a group call says becomes an event of the customer and the trait "company".
    private func group(_ tape: JSONTape, _ wire: inout WireEvent, _ out: inout Properties) {
        wire.event.name = "$group"
        guard groupID >= 0, let id = tape.text(groupID), !id.isEmpty else { return wire.fail(.invalidRecord, "\"groupId\" is missing.") }
        out.member("group_id", id)
        if traits >= 0 { wire.propertyCount = out.copy(tape, traits) { !tape.key($0, is: "group_id") } }
        var company = Properties()
        company.member("id", id)
        if traits >= 0 { company.copy(tape, traits) { !tape.key($0, is: "id") } }
        wire.event.commands.append(.trait(TraitChange("company", .set, company.finish())))
    }

    private func alias(_ tape: JSONTape, _ wire: inout WireEvent) {
        wire.event.name = "$alias"
        guard previousID >= 0, let previous = tape.text(previousID), userID >= 0, let user = tape.text(userID) else {
            return wire.fail(.invalidRecord, "An alias needs \"previousId\" and \"userId\".")
        }
        wire.event.commands.append(.alias(from: Identifier(.anonymousID, previous), into: Identifier(.userID, user)))
    }
}
