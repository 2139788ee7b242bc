import Identify
import Profile
import Vocabulary

/// Customers as the API shows them.
struct CustomerJSON: Sendable {
    let mask: Mask
    let sourceNames: [Int32: String]

    /// One line of a list.
    func summary(_ customer: CustomerSummary) -> JSONValue { .object(summaryObject(customer)) }

    private func summaryObject(_ customer: CustomerSummary) -> JSONObject {
        [
            "id": .string(customer.number.description), "number": .int(Int64(customer.number.rawValue)),
            "name": .optional(customer.name.map { mask.text($0) }), "avatar": .optional(customer.avatar),
            "identifiers": .array(customer.identifiers.map(identifier)), "tags": .array(customer.tags.map(tag)),
            "firstSeen": .time(customer.firstSeen), "lastSeen": .time(customer.lastSeen), "events": .int(customer.events),
            "channels": .strings(customer.channels.map(\.name)), "origin": .optional(customer.origin),
        ]
    }

    /// Everything known about one customer.
    func profile(_ profile: CustomerProfile) -> JSONValue {
        var object = summaryObject(profile.summary)
        object["traits"] = mask.json(.object(profile.traits))
        object["merged"] = .array(profile.merged.map { merged($0, profile.summary.identifiers) })
        object["consent"] = .array(profile.consent.map(consent))
        object["firstTouch"] = touch(profile.firstTouch)
        object["lastTouch"] = touch(profile.lastTouch)
        object["organisation"] = .array(profile.organisation.map { ["id": .int($0.id), "name": .string($0.name)] })
        return .object(object)
    }

    func identifier(_ known: KnownIdentifier) -> JSONValue {
        [
            "kind": .string(known.identifier.kind.rawValue), "scope": .string(known.identifier.scope),
            "value": .string(mask.value(known.identifier.value, kind: known.identifier.kind.rawValue)),
            "strength": .string(known.strength.name),
            "since": .time(known.since), "source": .int(Int64(known.source)), "sourceName": .optional(sourceNames[known.source]),
        ]
    }

    private func tag(_ tag: CustomerTag) -> JSONValue {
        ["id": .int(tag.id), "name": .string(tag.name), "group": .string(tag.group), "time": .time(tag.time), "actor": .string(tag.actor)]
    }

    private func consent(_ consent: CustomerConsent) -> JSONValue {
        [
            "purpose": .string(consent.purpose), "granted": .bool(consent.isGranted), "time": .time(consent.time),
            "source": .int(Int64(consent.source)),
            "sourceName": .optional(sourceNames[consent.source]), "actor": .string(consent.actor),
            "evidence": .string(mask.text(consent.evidence)),
        ]
    }

    private func merged(_ part: MergedPart, _ identifiers: [KnownIdentifier]) -> JSONValue {
        let number = part.leaves.first ?? LeafNumber(0)
        return [
            "id": .string(number.description), "number": .int(Int64(number.rawValue)), "since": .time(part.since),
            "reason": .string(part.reason),
            "identifiers": .array(identifiers.filter { part.leaves.contains($0.leaf) }.map(identifier)),
        ]
    }

    /// What brought the customer, with its time as text.
    private func touch(_ touch: JSONValue?) -> JSONValue {
        guard var object = touch?.object else { return .null }
        if let time = object["time"]?.int { object["time"] = .time(Instant(milliseconds: time)) }
        if let source = object["source"]?.int { object["sourceName"] = .optional(sourceNames[Int32(truncatingIfNeeded: source)]) }
        return mask.json(.object(object))
    }
}
