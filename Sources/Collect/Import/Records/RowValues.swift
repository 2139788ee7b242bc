import Vocabulary

/// The values of one row by what they mean.
struct RowValues {
    private(set) var values: [ImportField: JSONValue] = [:]
    /// Values of tags, in order.
    private(set) var tags: [String] = []
    /// Properties, traits or attributes in the order of the columns.
    private(set) var open: [(field: ImportField, value: JSONValue)] = []
    /// Identifiers in the order of the columns.
    private(set) var identifiers: [Identifier] = []

    private static let mostBytes = 64 << 10
    private static let tagSeparators: Set<Character> = [",", "，", ";", "；", "|", "、", "\n"]

    /// Reads a row; `kinds` tells which text columns hold numbers. Throws what makes the row unusable.
    init(_ row: ImportRow, _ mapping: ImportMapping, _ kinds: [String: ColumnKind], scope: String) throws(RowFault) {
        if let fault = row.fault { throw RowFault(.unreadable, fault) }
        var size = 0
        var illegal: Identifier?
        for item in row.fields {
            guard let field = mapping.field(of: item.name) else { continue }
            if case .string(let text) = item.value {
                size += text.utf8.count
                if text.utf8.contains(0) { throw RowFault(.unreadable, "Column “\(item.name)” holds U+0000.") }
            }
            switch field {
            case .identifier(let kind):
                guard let text = item.value.plainText else { continue }
                let identifier = Identifier(kind, text, scope: kind == .memberID || kind == .openID ? scope : "").normalised()
                if identifier.value.isEmpty { continue }
                if identifier.value.utf8.count > 255, identifier.value.count > 255 {
                    throw RowFault(.identifierTooLong, "Column “\(item.name)”.")
                }
                if IllegalIdentifier.isIllegal(identifier.value) || IllegalIdentifier.isImplausible(identifier) {
                    illegal = identifier
                } else if !identifiers.contains(identifier) {
                    identifiers.append(identifier)
                }
            case .property, .trait, .attribute: open.append((field, Self.typed(item.value, kinds[item.name])))
            case .tag:
                let texts = item.value.array?.compactMap(\.plainText) ?? [item.value.plainText ?? ""]
                for text in texts {
                    for part in text.split(whereSeparator: Self.tagSeparators.contains) {
                        let tag = String(part).trimmed
                        if !tag.isEmpty, tag.utf8.count <= 255, !tags.contains(tag) { tags.append(tag) }
                    }
                }
            default: values[field] = item.value
            }
        }
        guard size <= Self.mostBytes else { throw RowFault(.tooLarge, "\(size) bytes.") }
        if identifiers.isEmpty, let illegal { throw RowFault(.illegalIdentifier, "\(illegal.kind): “\(illegal.value.prefix(40))”.") }
    }

    /// Numbers of a column of numbers become numbers; everything else stays as it is.
    private static func typed(_ value: JSONValue, _ kind: ColumnKind?) -> JSONValue {
        guard case .string(let text) = value, kind == .whole || kind == .number else { return value }
        if ColumnKind.isCanonicalWhole(text) { return Int64(text).map(JSONValue.int) ?? value }
        if ColumnKind.isCanonicalNumber(text) { return Double(text).map(JSONValue.double) ?? value }
        return value
    }

    /// The text of a field, trimmed; nil when missing or empty.
    func text(_ field: ImportField) -> String? {
        guard let text = values[field]?.plainText?.trimmed, !text.isEmpty else { return nil }
        return text
    }

    /// The amount of a field in fen; nil when missing. "¥1,299.00", "1299元" and "-" (nothing) are understood.
    func amount(_ field: ImportField, inFen: Bool) throws(RowFault) -> Int64? {
        guard let text = text(field) else { return nil }
        let bare = text.filter { !" ¥￥元$，".contains($0) && $0 != "\u{A0}" }
        if bare.isEmpty || bare == "-" || bare == "--" { return nil }
        guard let money = Money(yuan: bare), money.fen.magnitude < 1_000_000_000_000_000 else {
            throw RowFault(.invalidAmount, "“\(text.prefix(40))”.")
        }
        return inFen ? money.fen / 100 : money.fen
    }

    /// The instant of a field; nil when missing.
    func time(_ field: ImportField, zone: TimeZoneRules, latest: Instant) throws(RowFault) -> Instant? {
        guard let value = values[field] else { return nil }
        guard let instant = ImportTime.instant(value, zone: zone), instant <= latest else {
            throw RowFault(.invalidTime, "“\((value.plainText ?? "").prefix(40))”.")
        }
        return instant
    }

    /// Only identifiers, or the fault that there are none.
    func someone() throws(RowFault) -> [Identifier] {
        guard !identifiers.isEmpty else { throw RowFault(.noIdentifier) }
        return identifiers
    }

    /// The open values as members of a JSON object.
    var members: [JSONObject.Member] {
        open.compactMap { item in
            switch item.field {
            case .property(let name), .attribute(let name): JSONObject.Member(name, item.value)
            default: nil
            }
        }
    }

    /// The open values that are traits.
    var traits: [EventCommand] {
        open.compactMap { item in
            guard case .trait(let name) = item.field else { return nil }
            return .trait(TraitChange(name, .set, item.value.bytes))
        }
    }
}
