import Vocabulary

/// A change to a person (`/engage`) or a group (`/groups`): `{"$token","$distinct_id","$set":{…}}`.
enum MixpanelUpdate {
    static func read(_ tape: JSONTape, _ object: Int, _ position: Int) -> WireEvent {
        var wire = WireEvent("$identify", position: position, record: tape.range(object))
        var groupKey: String?
        var groupID: String?
        var operations = 0
        tape.forEachMember(of: object) { key, value in
            if let operation = operation(tape, key) {
                operations += 1
                guard tape.kind(value) == .object else {
                    return wire.fail(.invalidProperty, "\"\(tape.string(key) ?? "")\" is not an object.")
                }
                WireTraits.add(operation, tape, value, to: &wire)
            } else if tape.key(key, is: "$unset") {
                operations += 1
                WireTraits.unset(tape, value, from: &wire)
            } else if tape.key(key, is: "$delete") {
                operations += 1
                wire.event.commands.append(.clearTraits)
            } else if tape.key(key, is: "$token") {
                wire.key = tape.string(value)
            } else if tape.key(key, is: "$distinct_id") {
                if let id = tape.text(value) {
                    let identifier = MixpanelEvent.identifier(id)
                    wire.identify(identifier.kind, identifier.value)
                }
            } else if tape.key(key, is: "$time") {
                wire.time = WireTime.read(tape, value)
            } else if tape.key(key, is: "$group_key") {
                groupKey = tape.text(value)
            } else if tape.key(key, is: "$group_id") {
                groupID = tape.text(value)
            }
        }
        if let groupKey, let groupID {
            wire.event.name = "$group"
            wire.event.identifiers = []
            wire.identify(WireGroup.kind, groupID, scope: groupKey)
        }
        if operations == 0 { wire.fail(.unknownType, "The record names no operation such as \"$set\".") }
        return wire
    }

    private static func operation(_ tape: JSONTape, _ key: Int) -> TraitChange.Operation? {
        switch tape.string(key) {
        case "$set": .set
        case "$set_once": .setOnce
        case "$add": .add
        case "$append": .append
        case "$union": .union
        case "$remove": .remove
        default: nil
        }
    }
}
