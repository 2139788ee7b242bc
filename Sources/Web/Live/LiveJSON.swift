import Collect
import Vocabulary

/// Notices of the live view as JSON.
enum LiveJSON {
    static func notice(_ notice: LiveNotice, _ mask: Mask) -> JSONValue {
        var object: JSONObject = [
            "time": .time(notice.event?.time ?? notice.receivedAt), "receivedAt": .time(notice.receivedAt),
            "source": .int(Int64(notice.source)),
            "sourceName": .string(notice.sourceName), "dialect": .string(notice.dialect),
        ]
        if let event = notice.event {
            object["id"] = .optional(event.messageID)
            object["name"] = .string(event.name)
            object["channel"] = .string(event.channel.name)
            object["identifiers"] = .array(
                event.identifiers.map {
                    [
                        "kind": .string($0.kind.rawValue), "scope": .string($0.scope),
                        "value": .string(mask.value($0.value, kind: $0.kind.rawValue)),
                    ]
                })
            object["properties"] = mask.json((try? JSONValue(parsing: event.properties)) ?? [:])
        } else {
            object["reason"] = .optional(notice.reason?.name)
            object["detail"] = .string(mask.text(notice.detail))
            object["explanation"] = .optional(notice.reason?.text)
            object["sample"] = .string(mask.text(notice.sample))
        }
        return .object(object)
    }

    static func rates(_ rates: LiveRates) -> JSONValue {
        [
            "receivedPerSecond": .int(rates.receivedPerSecond), "rejectedPerSecond": .int(rates.rejectedPerSecond),
            "receivedPerMinute": .int(rates.receivedPerMinute), "rejectedPerMinute": .int(rates.rejectedPerMinute),
        ]
    }
}
