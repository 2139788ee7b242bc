public import Vocabulary

extension Settings {
    /// The settings as the API shows them.
    public var json: JSONValue {
        [
            "name": .string(name), "timeZone": .string(timeZone), "weekStart": .string(weekStart.rawValue), "locale": .string(locale),
            "dedupeDays": .int(dedupeDays), "inboxCapBytes": .int(inboxCapBytes),
            "identity": [
                "kinds": .array(
                    identity.map { ["kind": .string($0.kind), "strength": .string($0.strength), "exclusive": .bool($0.exclusive)] })
            ],
            "retention": [
                "eventDays": .int(retention.eventDays), "auditDays": .int(retention.auditDays), "importDays": .int(retention.importDays),
                "runDays": .int(retention.runDays),
            ],
        ]
    }

    /// These settings with the given members changed.
    /// - Throws: `bad_request` for a member that does not exist or a value that is not acceptable.
    public func changed(by change: JSONValue) throws(LianluError) -> Settings {
        guard let members = change.object else {
            throw LianluError(
                .badRequest, "The settings are not a JSON object.", hint: "Send the members to change, e.g. {\"name\":\"…\"}.")
        }
        var result = self
        for member in members {
            switch member.name {
            case "name": result.name = try AccountRules.name(try Self.text(member.value, "name"))
            case "timeZone":
                result.timeZone = try Self.text(member.value, "timeZone")
                _ = try TimeZoneRules.named(result.timeZone)
            case "weekStart":
                result.weekStart =
                    WeekStart(rawValue: try Self.one(member.value, "weekStart", of: WeekStart.allCases.map(\.rawValue))) ?? .monday
            case "locale": result.locale = try Self.one(member.value, "locale", of: AccountRules.locales)
            case "dedupeDays": result.dedupeDays = try Self.number(member.value, "dedupeDays", 7...3650)
            case "inboxCapBytes": result.inboxCapBytes = try Self.number(member.value, "inboxCapBytes", (16 << 20)...(1 << 40))
            case "identity": result.identity = try Self.kinds(member.value, identity)
            case "retention": try Self.retention(member.value, &result.retention)
            default:
                throw LianluError(
                    .badRequest, "There is no setting “\(member.name.prefix(40))”.",
                    hint: "Known: name, timeZone, weekStart, locale, dedupeDays, inboxCapBytes, identity, retention.")
            }
        }
        return result
    }

    private static func kinds(_ value: JSONValue, _ before: [IdentityKind]) throws(LianluError) -> [IdentityKind] {
        guard let elements = value["kinds"]?.array, elements.count <= 100 else {
            throw LianluError(
                .badRequest, "identity has no list “kinds”.", hint: "Send {\"kinds\":[{\"kind\",\"strength\",\"exclusive\"}]}.")
        }
        var result = before
        for element in elements {
            guard let kind = element["kind"]?.string, isName(kind) else {
                throw LianluError(
                    .badRequest, "An identity kind has no usable name.", hint: "Use lower-case letters, digits and _, e.g. member_id.")
            }
            let old = before.first { $0.kind == kind }
            let strength = try element["strength"].map { value throws(LianluError) in
                try one(value, "strength", of: ["strong", "medium", "weak"])
            }
            let new = IdentityKind(
                kind: kind, strength: strength ?? old?.strength ?? "weak", exclusive: element["exclusive"]?.bool ?? old?.exclusive ?? false)
            if let place = result.firstIndex(where: { $0.kind == kind }) { result[place] = new } else { result.append(new) }
        }
        return result
    }

    private static func retention(_ value: JSONValue, _ result: inout Retention) throws(LianluError) {
        guard let members = value.object else {
            throw LianluError(
                .badRequest, "retention is not an object.",
                hint: "Send {\"eventDays\":…,\"auditDays\":…,\"importDays\":…,\"runDays\":…}; 0 keeps for ever.")
        }
        for member in members {
            switch member.name {
            case "eventDays": result.eventDays = try number(member.value, "eventDays", 0...36_500)
            case "auditDays": result.auditDays = try number(member.value, "auditDays", 0...36_500)
            case "importDays": result.importDays = try number(member.value, "importDays", 0...36_500)
            case "runDays":
                result.runDays = try number(member.value, "runDays", 0...36_500)
                guard result.runDays == 0 || result.runDays >= 7 else {
                    throw LianluError(.badRequest, "runDays is below 7.", hint: "Send at least 7; 0 keeps for ever.")
                }
            default:
                throw LianluError(
                    .badRequest, "There is no retention “\(member.name.prefix(40))”.",
                    hint: "Known: eventDays, auditDays, importDays, runDays.")
            }
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 60
            && text.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F }
    }

    private static func text(_ value: JSONValue, _ name: String) throws(LianluError) -> String {
        guard let text = value.string else { throw LianluError(.badRequest, "\(name) is not a text.", hint: "Send it in quotes.") }
        return text
    }

    private static func one(_ value: JSONValue, _ name: String, of allowed: [String]) throws(LianluError) -> String {
        let text = try text(value, name)
        guard allowed.contains(text) else {
            throw LianluError(
                .badRequest, "\(name) cannot be “\(text.prefix(40))”.", hint: "Use one of: \(allowed.joined(separator: ", ")).")
        }
        return text
    }

    private static func number(_ value: JSONValue, _ name: String, _ range: ClosedRange<Int>) throws(LianluError) -> Int {
        guard let number = value.int, range.contains(Int(number)) else {
            throw LianluError(
                .badRequest, "\(name) is not a whole number from \(range.lowerBound) to \(range.upperBound).", hint: "Send such a number.")
        }
        return Int(number)
    }
}
