import Vocabulary

/// Where the members of one PostHog event stand on the tape; -1 = missing or null.
struct PostHogEvent {
    enum Version { case v0, v1 }

    private var name = -1
    private var uuid = -1
    private var distinctID = -1
    private var timestamp = -1
    private var offset = -1
    private var properties = -1
    private var set = -1
    private var setOnce = -1
    private var unset = -1
    private var options = -1
    private var sessionID = -1
    private var windowID = -1
    private var alias = -1
    // Found in the properties.
    private var deviceID = -1
    private var anonDistinctID = -1
    private var profiles: Bool?
    private var isIdentified: Bool?

    init(_ tape: JSONTape, _ object: Int) {
        var dollarID = -1
        tape.forEachMember(of: object) { key, value in
            guard !tape.isNull(value) else { return }
            switch tape.length(key) {
            case 4: if tape.key(key, is: "uuid") { uuid = value } else if tape.key(key, is: "$set") { set = value }
            case 5: if tape.key(key, is: "event") { name = value } else if tape.key(key, is: "alias") { alias = value }
            case 6: if tape.key(key, is: "offset") { offset = value } else if tape.key(key, is: "$unset") { unset = value }
            case 7: if tape.key(key, is: "options") { options = value }
            case 9:
                if tape.key(key, is: "timestamp") {
                    timestamp = value
                } else if tape.key(key, is: "$set_once") {
                    setOnce = value
                } else if tape.key(key, is: "window_id") {
                    windowID = value
                }
            case 10: if tape.key(key, is: "properties") { properties = value } else if tape.key(key, is: "session_id") { sessionID = value }
            case 11: if tape.key(key, is: "distinct_id") { distinctID = value }
            case 12: if tape.key(key, is: "$distinct_id") { dollarID = value }
            default: break
            }
        }
        if distinctID < 0 { distinctID = dollarID }
        readProperties(tape)
        if options >= 0, let flag = tape.value(of: "process_person_profile", in: options).flatMap(tape.bool) { profiles = flag }
    }

    private mutating func readProperties(_ tape: JSONTape) {
        guard properties >= 0 else { return }
        var member = tape.firstMember(of: properties)
        while let key = member {
            let value = key + 1
            if !tape.isNull(value) {
                switch tape.length(key) {
                case 4: if set < 0, tape.key(key, is: "$set") { set = value }
                case 5: if alias < 0, tape.key(key, is: "alias") { alias = value }
                case 6: if unset < 0, tape.key(key, is: "$unset") { unset = value }
                case 9: if setOnce < 0, tape.key(key, is: "$set_once") { setOnce = value }
                case 10: if tape.key(key, is: "$device_id") { deviceID = value }
                case 11: if distinctID < 0, tape.key(key, is: "distinct_id") { distinctID = value }
                case 14: if tape.key(key, is: "$is_identified") { isIdentified = tape.bool(value) }
                case 17: if tape.key(key, is: "$anon_distinct_id") { anonDistinctID = value }
                case 23: if tape.key(key, is: "$process_person_profile") { profiles = tape.bool(value) }
                default: break
                }
            }
            member = tape.member(after: key, in: properties)
        }
    }

    /// Keys an event or a batch carries.
    static func keys(_ tape: JSONTape, _ object: Int) -> [String] {
        for name in ["api_key", "token", "$token"] as [StaticString] {
            if let key = tape.value(of: name, in: object).flatMap(tape.string), !key.isEmpty { return [key] }
        }
        guard let properties = tape.value(of: "properties", in: object) else { return [] }
        for name in ["token", "api_key"] as [StaticString] {
            if let key = tape.value(of: name, in: properties).flatMap(tape.string), !key.isEmpty { return [key] }
        }
        return []
    }

    /// The event.
    func event(_ tape: JSONTape, _ object: Int, position: Int, version: Version) -> WireEvent {
        var wire = WireEvent(name >= 0 ? tape.text(name) ?? "" : "", position: position, record: tape.range(object))
        guard tape.kind(object) == .object else {
            wire.fail(.invalidRecord, "An event is not an object.")
            return wire
        }
        readID(tape, &wire, version)
        readTime(tape, &wire, version)
        if properties >= 0, tape.kind(properties) != .object { wire.fail(.invalidProperty, "\"properties\" is not an object.") }
        let id = distinctID >= 0 ? String((tape.text(distinctID) ?? "").trimmed.prefix(200)) : ""
        wire.identify(kind(of: id, tape), id)
        if properties >= 0 { WireFacts.scan(tape, properties, into: &wire) }
        if profiles != false { traits(tape, &wire) }
        special(tape, id, &wire)
        writeProperties(tape, &wire)
        return wire
    }

    /// Browsers name anonymous visitors by the device's id, servers say so by a flag.
    private func kind(of id: String, _ tape: JSONTape) -> IdentifierKind {
        if profiles == false || isIdentified == false { return .anonymousID }
        return deviceID >= 0 && tape.text(deviceID) == id ? .anonymousID : .userID
    }

    private func readID(_ tape: JSONTape, _ wire: inout WireEvent, _ version: Version) {
        let text = uuid >= 0 ? tape.text(uuid) ?? "" : ""
        wire.setMessageID(text.lowercased())
        if !text.isEmpty, !Self.isUUID(text) { wire.fail(.invalidMessageID, "\"uuid\" is not a UUID.") }
        if text.isEmpty, version == .v1 { wire.fail(.invalidMessageID, "\"uuid\" is missing.") }
    }

    static func isUUID(_ text: String) -> Bool {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        return digits.count == 32 && (text.utf8.count == 36 || text.utf8.count == 32) && digits.allSatisfy { JSONText.hexDigit($0) != nil }
    }

    private func readTime(_ tape: JSONTape, _ wire: inout WireEvent, _ version: Version) {
        if timestamp >= 0 {
            wire.time = WireTime.read(tape, timestamp)
            if version == .v1 {
                guard case .instant = tape.string(timestamp).flatMap(ISO8601.read) else {
                    return wire.fail(.invalidTime, "\"timestamp\" must be RFC 3339 with an offset.")
                }
            }
        } else if version == .v1 {
            wire.fail(.invalidTime, "\"timestamp\" is missing.")
        } else if offset >= 0 {
            wire.ageMs = tape.integer(offset)
        }
        if options >= 0, tape.value(of: "disable_skew_correction", in: options).flatMap(tape.bool) == true { wire.correctsSkew = false }
    }

    private func traits(_ tape: JSONTape, _ wire: inout WireEvent) {
        if set >= 0 { WireTraits.add(.set, tape, set, to: &wire) }
        if setOnce >= 0 { WireTraits.add(.setOnce, tape, setOnce, to: &wire) }
        if unset >= 0 { WireTraits.unset(tape, unset, from: &wire) }
    }

    /// Events by which SDKs change persons rather than report behaviour.
    private func special(_ tape: JSONTape, _ id: String, _ wire: inout WireEvent) {
        guard wire.event.name.hasPrefix("$") else { return }
        let this = Identifier(kind(of: id, tape), id)
        switch wire.event.name {
        case "$set", "$set_once", "$unset": wire.event.name = "$identify"
        case "$identify":
            guard anonDistinctID >= 0, let anonymous = tape.text(anonDistinctID), !anonymous.isEmpty, anonymous != id else { return }
            wire.identify(.anonymousID, anonymous)
            wire.event.commands.append(.alias(from: Identifier(.anonymousID, anonymous), into: this))
        case "$create_alias", "$merge_dangerously":
            guard alias >= 0, let other = tape.text(alias), !other.isEmpty else {
                return wire.fail(.invalidRecord, "\"alias\" is missing.")
            }
            let second = Identifier(.userID, String(other.trimmed.prefix(200)))
            wire.event.commands.append(
                wire.event.name == "$create_alias" ? .alias(from: this, into: second) : .alias(from: second, into: this))
            wire.event.name = "$alias"
        case "$groupidentify": group(tape, id, &wire)
        default: break
        }
    }

    /// A group is not a customer: SDKs without a person at hand make up "$company_acme" (old) or a random UUID (7.x), which must become nobody.
    private func group(_ tape: JSONTape, _ id: String, _ wire: inout WireEvent) {
        wire.event.name = "$group"
        guard properties >= 0, let type = tape.value(of: "$group_type", in: properties).flatMap(tape.text),
            let key = tape.value(of: "$group_key", in: properties).flatMap(tape.text), !type.isEmpty, !key.isEmpty
        else { return wire.fail(.invalidRecord, "\"$group_type\" and \"$group_key\" are needed.") }
        let changes = tape.value(of: "$group_set", in: properties)
        if id == "$\(type)_\(key)" || Self.isUUID(id) {
            wire.event.identifiers = [Identifier(WireGroup.kind, key, scope: type)]
            if let changes { WireTraits.add(.set, tape, changes, to: &wire) }
        } else {
            wire.event.commands.append(.trait(TraitChange(type, .set, WireGroup.value(key, tape, changes))))
        }
    }

    private func writeProperties(_ tape: JSONTape, _ wire: inout WireEvent) {
        var out = Properties(capacity: properties >= 0 ? tape.length(properties) : 0)
        if properties >= 0 {
            wire.propertyCount = out.copy(tape, properties) { key in
                switch tape.length(key) {
                case 4: !tape.key(key, is: "$set")
                case 5: !tape.key(key, is: "token")
                case 6: !tape.key(key, is: "$unset")
                case 7: !tape.key(key, is: "api_key")
                case 9: !tape.key(key, is: "$set_once")
                case 11: !tape.key(key, is: "distinct_id")
                default: true
                }
            }
        }
        if sessionID >= 0 { out.member("$session_id", tape, sessionID) }
        if windowID >= 0 { out.member("$window_id", tape, windowID) }
        wire.event.properties = out.finish()
    }
}
