import Vocabulary

/// `{"event","properties":{token, distinct_id, time, $insert_id, …}}`.
enum MixpanelEvent {
    static func read(_ tape: JSONTape, _ object: Int, _ position: Int, isImport: Bool) -> WireEvent {
        let name = tape.value(of: "event", in: object).flatMap(tape.text) ?? ""
        var wire = WireEvent(name, position: position, record: tape.range(object))
        guard let properties = tape.value(of: "properties", in: object), tape.kind(properties) == .object else {
            wire.fail(.invalidProperty, "\"properties\" is not an object.")
            return wire
        }
        var distinctID: String?
        var userID: String?
        var deviceID: String?
        tape.forEachMember(of: properties) { key, value in
            switch tape.length(key) {
            case 4:
                if tape.key(key, is: "time") {
                    wire.time = WireTime.read(tape, value)
                    if isImport, wire.time == nil { wire.fail(.invalidTime, "\"time\" is neither seconds nor milliseconds since 1970.") }
                }
            case 5: if tape.key(key, is: "token") { wire.key = tape.string(value) }
            case 8: if tape.key(key, is: "$user_id") { userID = tape.text(value) }
            case 10:
                if tape.key(key, is: "$insert_id") { wire.setMessageID(tape.text(value)) }
                if tape.key(key, is: "$device_id") { deviceID = tape.text(value) }
            case 11: if tape.key(key, is: "distinct_id") { distinctID = tape.text(value) }
            default: break
            }
        }
        wire.identify(.userID, userID)
        wire.identify(.deviceID, deviceID)
        if let distinctID, distinctID != deviceID {
            let identifier = identifier(distinctID)
            wire.identify(identifier.kind, identifier.value)
        }
        WireFacts.scan(tape, properties, into: &wire)
        merge(tape, properties, distinctID, &wire)
        var out = Properties(capacity: tape.length(properties))
        wire.propertyCount = out.copy(tape, properties) { key in
            switch tape.length(key) {
            case 4: !tape.key(key, is: "time")
            case 5: !tape.key(key, is: "token")
            case 10: !tape.key(key, is: "$insert_id")
            case 11: !tape.key(key, is: "distinct_id")
            default: true
            }
        }
        wire.event.properties = out.finish()
        return wire
    }

    /// "$device:…" names a device, anything else a user.
    static func identifier(_ distinctID: String) -> Identifier {
        distinctID.hasPrefix("$device:") ? Identifier(.deviceID, String(distinctID.dropFirst(8))) : Identifier(.userID, distinctID)
    }

    private static func merge(_ tape: JSONTape, _ properties: Int, _ distinctID: String?, _ wire: inout WireEvent) {
        func text(_ name: StaticString) -> String? {
            tape.value(of: name, in: properties).flatMap(tape.text).flatMap { $0.isEmpty ? nil : $0 }
        }
        switch wire.event.name {
        case "$create_alias":
            wire.event.name = "$alias"
            guard let alias = text("alias"), let distinctID else {
                return wire.fail(.invalidRecord, "\"alias\" and \"distinct_id\" are needed.")
            }
            wire.event.commands.append(.alias(from: identifier(distinctID), into: Identifier(.userID, alias)))
        case "$identify":
            guard let anonymous = text("$anon_id") ?? text("$anon_distinct_id"), let user = text("$identified_id") ?? distinctID else {
                return
            }
            let device = Identifier(.deviceID, anonymous.hasPrefix("$device:") ? String(anonymous.dropFirst(8)) : anonymous)
            wire.identify(.userID, user)
            wire.identify(.deviceID, device.value)
            wire.event.commands.append(.alias(from: device, into: Identifier(.userID, user)))
        case "$merge":
            wire.event.name = "$alias"
            var ids: [Identifier] = []
            if let list = tape.value(of: "$distinct_ids", in: properties) {
                tape.forEachElement(of: list) { if let id = tape.text($0) { ids.append(identifier(id)) } }
            }
            guard ids.count == 2 else { return wire.fail(.invalidRecord, "\"$distinct_ids\" must hold two ids.") }
            for id in ids { wire.identify(id.kind, id.value) }
            wire.event.commands.append(.alias(from: ids[1], into: ids[0]))
        default: break
        }
    }
}
