import Storage
import Vocabulary

/// Between rows of the tables source and source_key and values.
enum SourceRows {
    static let sourceColumns = "id, name, channel, kind, status, settings, created_at, last_event_at"
    static let keyColumns = "id, source, kind, label, hint, value, origins, created_at, last_used_at, revoked_at"

    static func source(_ row: any SQLRow) -> Source {
        Source(
            id: Int32(truncatingIfNeeded: row.integer(0)), name: row.text(1), channel: channel(row.integer(2)),
            kind: SourceKind(rawValue: row.text(3)) ?? .native, status: SourceStatus(rawValue: row.text(4)) ?? .paused,
            hasIdentifySecret: sealedSecret(row.text(5)) != nil, createdAt: Instant(milliseconds: row.integer(6)),
            lastEventAt: row.optionalInteger(7).map(Instant.init(milliseconds:)), keys: [])
    }

    static func key(_ row: any SQLRow) -> SourceKey {
        SourceKey(
            id: row.integer(0), source: Int32(truncatingIfNeeded: row.integer(1)), kind: SourceKey.Kind(rawValue: row.text(2)) ?? .browser,
            label: row.text(3), hint: row.text(4), value: row.optionalText(5), origins: origins(row.text(6)),
            createdAt: Instant(milliseconds: row.integer(7)), lastUsedAt: row.optionalInteger(8).map(Instant.init(milliseconds:)),
            revokedAt: row.optionalInteger(9).map(Instant.init(milliseconds:)))
    }

    static func channel(_ number: Int64) -> Channel { UInt8(exactly: number).flatMap(Channel.init(rawValue:)) ?? .other }

    static func origins(_ json: String) -> [String] { (try? JSONValue(parsing: json))?.array?.compactMap(\.string) ?? [] }

    /// The sealed secret for signed user ids inside a source's settings.
    static func sealedSecret(_ settings: String) -> [UInt8]? {
        (try? JSONValue(parsing: settings))?["identifySecret"]?.string.flatMap { Base32.decode($0) }
    }

    /// The settings with another sealed secret, or none.
    static func settings(_ settings: String, sealedSecret: [UInt8]?) -> String {
        var object = (try? JSONValue(parsing: settings))?.object ?? JSONObject()
        object["identifySecret"] = sealedSecret.map { .string(Base32.encode($0)) }
        return JSONValue.object(object).text
    }
}
