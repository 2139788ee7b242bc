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

    /// One of the values that `T` has, by the parameter of that name; nil when it is missing or empty.
    func choice<T: RawRepresentable & CaseIterable>(_ name: String, _: T.Type) throws(LianluError) -> T? where T.RawValue == String {
        guard let text = query[name]?.nonEmpty else { return nil }
        return try Self.choice(text, name)
    }

    /// The same of a list separated by commas; empty when it is missing.
    func choices<T: RawRepresentable & CaseIterable>(_ name: String, _: T.Type) throws(LianluError) -> [T] where T.RawValue == String {
        var found: [T] = []
        for text in (query[name] ?? "").split(separator: ",") { found.append(try Self.choice(String(text), name)) }
        return found
    }

    /// The value of that text. Throws `bad_request` with the values there are.
    static func choice<T: RawRepresentable & CaseIterable>(_ text: String, _ name: String) throws(LianluError) -> T
    where T.RawValue == String {
        guard let value = T(rawValue: text) else {
            throw LianluError(
                .badRequest, "\(name) cannot be “\(text.prefix(40))”.",
                hint: "Use one of: \(T.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return value
    }

    /// A positive whole number of the query, or nil when it is missing or empty.
    func filter(_ name: String, upTo most: Int64 = .max) throws(LianluError) -> Int64? {
        guard let text = query[name]?.nonEmpty else { return nil }
        guard let number = Int64(text), number > 0, number <= most else {
            throw LianluError(
                .badRequest, "\(name) is not a whole number from 1\(most == .max ? "" : " to \(most)"): “\(text.prefix(40))”.",
                hint: "Leave it out for all.")
        }
        return number
    }

    /// A yes or no of the query, or nil when it is missing or empty.
    func flag(_ name: String) throws(LianluError) -> Bool? {
        switch query[name] {
        case nil, "": return nil
        case "true", "1": return true
        case "false", "0": return false
        case let text?:
            throw LianluError(.badRequest, "\(name) cannot be “\(text.prefix(40))”.", hint: "Use true or false.")
        }
    }

    /// The customer that `customer` of the query names, whether or not there is one.
    func customerFilter() throws(LianluError) -> LeafNumber? {
        try filter("customer", upTo: Int64(UInt32.max)).map { LeafNumber(UInt32($0)) }
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
