import Collect
import Vocabulary

/// Sources and keys as the API shows them.
enum SourceJSON {
    /// `showsKeys`: whether the caller may see keys.
    static func source(_ source: Source, day: LedgerHistory.Day?, showsKeys: Bool) -> JSONValue {
        [
            "id": .int(Int64(source.id)), "name": .string(source.name), "channel": .string(source.channel.name),
            "kind": .string(source.kind.rawValue),
            "status": .string(source.status.rawValue), "createdAt": .time(source.createdAt),
            "lastEventAt": .time(source.lastEventAt), "received24h": .int(day?.received ?? 0),
            "rejected24h": .int(day?.rejected ?? 0), "signsUserIds": .bool(source.hasIdentifySecret),
            "keys": .array(showsKeys ? source.keys.map(key) : []),
        ]
    }

    static func key(_ key: SourceKey) -> JSONValue {
        [
            "id": .int(key.id), "kind": .string(key.kind.rawValue), "label": .string(key.label), "hint": .string(key.hint),
            "value": .optional(key.value), "origins": .strings(key.origins), "createdAt": .time(key.createdAt),
            "lastUsedAt": .time(key.lastUsedAt),
            "revokedAt": .time(key.revokedAt),
        ]
    }
}
