import Behaviour
import Vocabulary

/// Stored events as the API shows them.
struct EventJSON: Sendable {
    let mask: Mask
    let names: [Int32: String]
    let display: [Int32: JSONValue]
    let sourceNames: [Int32: String]

    func event(_ event: StoredEvent) -> JSONValue {
        [
            "id": .string(String(event.ordinal)), "name": .string(names[event.code] ?? String(event.code)),
            "displayName": display[event.code] ?? [:],
            "time": .time(event.time), "receivedAt": .time(event.receivedAt), "source": .int(Int64(event.source)),
            "sourceName": .optional(sourceNames[event.source]), "channel": .string(event.channel.name),
            "session": .time(Instant(milliseconds: event.session)), "messageId": .optional(event.messageID),
            "properties": mask.json(properties(event)),
        ]
    }

    /// The properties as sent, with the facts that have columns of their own under "$name" where the sender has no property of that name.
    private func properties(_ event: StoredEvent) -> JSONValue {
        var object = (try? JSONValue(parsing: event.properties, maxDepth: 64))?.object ?? [:]
        let facts = event.facts
        for (name, value) in [
            ("path", facts.path), ("title", facts.title), ("referrer_host", facts.referrerHost), ("utm_source", facts.utmSource),
            ("utm_medium", facts.utmMedium), ("utm_campaign", facts.utmCampaign), ("click_platform", facts.clickPlatform),
            ("click_id", facts.clickID), ("os", facts.os), ("browser", facts.browser), ("device", facts.device), ("origin", facts.origin),
        ] {
            guard let value, object[name] == nil, object["$" + name] == nil else { continue }
            object["$" + name] = .string(value)
        }
        if let fen = facts.amountFen { object["$amount_fen"] = .int(fen) }
        return .object(object)
    }
}
