import HTTPTypes
import HummingbirdCore
import Organisation
import Vocabulary

extension Call {
    /// A period of the query, each end optional; bare dates are days of the time zone, and a bare `to` includes that day.
    func optionalPeriod() async throws -> (from: Instant?, to: Instant?, zone: TimeZoneRules) {
        let zone = try await zone(named: query["timeZone"])
        let from = try query["from"]?.nonEmpty.map { text throws(LianluError) in try Periods.start(text, zone) }
        let to = try query["to"]?.nonEmpty.map { text throws(LianluError) in try Periods.end(text, zone) }
        if let from, let to, from >= to { throw Periods.empty }
        return (from, to, zone)
    }

    /// The zone of that name, or the deployment's.
    func zone(named name: String?) async throws -> TimeZoneRules {
        if let name = name?.nonEmpty { return try TimeZoneRules.named(name) }
        return try TimeZoneRules.named(try await services.settings.read().timeZone)
    }

    /// The number in `after`, or nil.
    func cursorNumber() throws(LianluError) -> Int64? {
        guard let text = query["after"]?.nonEmpty else { return nil }
        return try Cursor.read(text, count: 1)[0]
    }

    /// Whether the caller speaks TLS to us or to our proxy.
    var isSecure: Bool {
        services.configuration.isSecure || (services.configuration.trustsProxy && request.headers[.forwardedProto] == "https")
    }

    /// How the caller reaches us, without "/" at the end.
    var baseURL: String {
        if let url = services.configuration.publicURL { return url.hasSuffix("/") ? String(url.dropLast()) : url }
        if context.isLocalSocket { return services.configuration.listenURL }
        return (isSecure ? "https://" : "http://") + (request.head.authority ?? "localhost")
    }
}

extension String {
    /// The text, or nil when empty.
    var nonEmpty: String? { isEmpty ? nil : self }
}
