import Vocabulary

/// Where the members of one 神策 record stand on the tape; -1 = missing or null.
struct SensorsRecord {
    private var type = -1
    private var name = -1
    private var distinctID = -1
    private var originalID = -1
    private var anonymousID = -1
    private var loginID = -1
    private var time = -1
    private var properties = -1
    private var lib = -1
    private var identities = -1
    private var itemType = -1
    private var itemID = -1
    private var trackID = -1
    private var flushTime = -1

    init(_ tape: JSONTape, _ object: Int) {
        tape.forEachMember(of: object) { key, value in
            guard !tape.isNull(value) else { return }
            switch tape.length(key) {
            case 3: if tape.key(key, is: "lib") { lib = value }
            case 4: if tape.key(key, is: "type") { type = value } else if tape.key(key, is: "time") { time = value }
            case 5: if tape.key(key, is: "event") { name = value }
            case 7: if tape.key(key, is: "item_id") { itemID = value }
            case 8: if tape.key(key, is: "login_id") { loginID = value }
            case 9:
                if tape.key(key, is: "item_type") { itemType = value } else if tape.key(key, is: "_track_id") { trackID = value }
            case 10:
                if tape.key(key, is: "properties") { properties = value } else if tape.key(key, is: "identities") { identities = value }
            case 11:
                if tape.key(key, is: "distinct_id") {
                    distinctID = value
                } else if tape.key(key, is: "original_id") {
                    originalID = value
                } else if tape.key(key, is: "_flush_time") {
                    flushTime = value
                }
            case 12: if tape.key(key, is: "anonymous_id") { anonymousID = value }
            default: break
            }
        }
    }

    /// The record as an event.
    func event(_ tape: JSONTape, _ object: Int, position: Int) -> WireEvent {
        var wire = WireEvent(name >= 0 ? tape.text(name) ?? "" : "", position: position, record: tape.range(object))
        guard tape.kind(object) == .object else {
            wire.fail(.invalidRecord, "A record is not an object.")
            return wire
        }
        if time >= 0 {
            wire.time = WireTime.read(tape, time)
            if wire.time == nil { wire.fail(.invalidTime, "\"time\" is neither milliseconds nor seconds since 1970.") }
        }
        if flushTime >= 0 { wire.sentAt = WireTime.read(tape, flushTime) }
        if lib >= 0 { wire.library = tape.value(of: "$lib", in: lib).flatMap(tape.string) }
        if properties >= 0, tape.kind(properties) != .object { wire.fail(.invalidProperty, "\"properties\" is not an object.") }
        let type = self.type >= 0 ? tape.string(self.type) ?? "" : ""
        if type == "item_set" || type == "item_delete" {
            item(tape, type, &wire)
        } else {
            readIdentity(tape, &wire)
            if properties >= 0 { SensorsRules.checkProperties(tape, properties, type: type, &wire) }
            if type.hasPrefix("profile_") { profile(tape, type, &wire) } else { track(tape, type, &wire) }
        }
        setSameness(tape, type, &wire)
        return wire
    }

    private func readIdentity(_ tape: JSONTape, _ wire: inout WireEvent) {
        let id = distinctID >= 0 ? (tape.text(distinctID) ?? "").trimmed : ""
        if id.isEmpty { wire.fail(.noIdentifier, "\"distinct_id\" is missing.") }
        if identities >= 0 {
            tape.forEachMember(of: identities) { key, value in
                guard let name = tape.string(key) else { return }
                let identifier = SensorsIdentity.identifier(name, tape.text(value) ?? "")
                wire.identify(identifier.kind, identifier.value, scope: identifier.scope)
            }
        }
        if let identifier = SensorsIdentity.joined(id) {
            wire.identify(identifier.kind, identifier.value, scope: identifier.scope)
        } else if !wire.event.identifiers.contains(where: { $0.value == id }) {
            let isLogin = properties >= 0 && tape.value(of: "$is_login_id", in: properties).flatMap(tape.bool) == true
            let isUser = isLogin || (loginID >= 0 && tape.text(loginID) == id) || (type >= 0 && tape.key(type, is: "track_signup"))
            wire.identify(isUser ? .userID : .anonymousID, id)
        }
        if loginID >= 0 { wire.identify(.userID, tape.text(loginID)) }
        if anonymousID >= 0 { wire.identify(.anonymousID, tape.text(anonymousID)) }
    }

    private func track(_ tape: JSONTape, _ type: String, _ wire: inout WireEvent) {
        switch type {
        case "track":
            if !wire.event.name.isEmpty, !SensorsRules.isName(wire.event.name) {
                wire.fail(.invalidName, "Event \"\(wire.event.name.prefix(100))\".")
            }
        case "track_signup":
            if wire.event.name.isEmpty { wire.event.name = "$SignUp" }
            let id = distinctID >= 0 ? tape.text(distinctID) ?? "" : ""
            guard originalID >= 0, let original = tape.text(originalID), !original.isEmpty else {
                return wire.fail(.invalidRecord, "\"original_id\" is missing.")
            }
            wire.identify(.anonymousID, original)
            // 神策 keeps login ids and anonymous ids in one name space: later records of this id without "$is_login_id" are the same person.
            wire.identify(.anonymousID, id)
            wire.event.commands.append(.alias(from: Identifier(.anonymousID, original), into: Identifier(.userID, id)))
        case "track_id_bind": if wire.event.name.isEmpty { wire.event.name = "$BindID" }
        case "track_id_unbind":
            if wire.event.name.isEmpty { wire.event.name = "$UnbindID" }
            var count = 0
            if identities >= 0 {
                tape.forEachMember(of: identities) { key, value in
                    guard let name = tape.string(key), let text = tape.text(value) else { return }
                    wire.event.commands.append(.unbind(SensorsIdentity.identifier(name, text)))
                    count += 1
                }
            }
            if count == 0 { wire.fail(.invalidRecord, "\"identities\" names nothing to unbind.") }
        default: return wire.fail(.unknownType, "\"\(type.prefix(40))\".")
        }
        if properties >= 0 { WireFacts.scan(tape, properties, into: &wire) }
        writeProperties(tape, &wire)
    }

    private func profile(_ tape: JSONTape, _ type: String, _ wire: inout WireEvent) {
        wire.event.name = "$identify"
        let operation: TraitChange.Operation
        switch type {
        case "profile_set": operation = .set
        case "profile_set_once": operation = .setOnce
        case "profile_increment": operation = .add
        case "profile_append": operation = .append
        case "profile_unset": operation = .unset
        case "profile_delete":
            wire.event.commands.append(.clearTraits)
            return
        default: return wire.fail(.unknownType, "\"\(type.prefix(40))\".")
        }
        guard properties >= 0 else { return wire.fail(.invalidRecord, "\"properties\" is missing.") }
        tape.forEachMember(of: properties) { key, value in
            guard !tape.key(key, is: "$is_login_id"), let name = tape.string(key) else { return }
            let json = operation == .unset ? Array("null".utf8) : (SensorsRules.paddedTime(tape, value) ?? WireTraits.json(tape, value))
            wire.event.commands.append(.trait(TraitChange(name, operation, json)))
            if operation == .set || operation == .setOnce { WireTraits.identify(tape, key, value, &wire) }
        }
    }

    private func item(_ tape: JSONTape, _ type: String, _ wire: inout WireEvent) {
        wire.event.name = "$item"
        guard itemID >= 0, let id = tape.text(itemID), !id.isEmpty, itemType >= 0, let scope = tape.text(itemType), !scope.isEmpty else {
            return wire.fail(.invalidRecord, "\"item_type\" and \"item_id\" are needed.")
        }
        if type == "item_delete" { return wire.event.commands.append(.removeProduct(scope: scope, id: id)) }
        var out = Properties()
        if properties >= 0 { out.copy(tape, properties) }
        wire.event.commands.append(.product(scope: scope, id: id, attributes: out.finish()))
    }

    private func writeProperties(_ tape: JSONTape, _ wire: inout WireEvent) {
        var out = Properties(capacity: properties >= 0 ? tape.length(properties) : 0)
        var hasLibrary = false
        if properties >= 0 {
            var padded: [(Int, [UInt8])] = []
            tape.forEachMember(of: properties) { key, value in
                if tape.key(key, is: "$lib") { hasLibrary = true }
                if let json = SensorsRules.paddedTime(tape, value) { padded.append((key, json)) }
            }
            if padded.isEmpty {
                wire.propertyCount = out.copy(tape, properties)
            } else {
                wire.propertyCount = out.copy(tape, properties) { key in !padded.contains { $0.0 == key } }
                for (key, json) in padded { out.member(tape, key, json: json) }
            }
        }
        if !hasLibrary, lib >= 0, let name = tape.value(of: "$lib", in: lib), tape.kind(name) == .string {
            out.member("$lib", tape, name)
            if let version = tape.value(of: "$lib_version", in: lib), tape.kind(version) == .string {
                out.member("$lib_version", tape, version)
            }
        }
        wire.event.properties = out.finish()
    }

    /// JavaScript and app SDKs number their records; "_flush_time" differs between two deliveries of one record and must not count.
    private func setSameness(_ tape: JSONTape, _ type: String, _ wire: inout WireEvent) {
        guard trackID >= 0, let track = tape.text(trackID) else { return }
        let id = distinctID >= 0 ? tape.text(distinctID) ?? "" : ""
        let time = self.time >= 0 ? tape.text(self.time) ?? "" : ""
        wire.sameness = .text("\(type)|\(wire.event.name)|\(time)|\(track)|\(id)")
    }
}
