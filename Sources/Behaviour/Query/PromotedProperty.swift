import Vocabulary

/// Properties that have a column of their own. Known by their name and, unless an event has a property of that name, by "$name".
enum PromotedProperty {
    /// The columns of ``EventFacts``.
    static let columns = DuckDBSchema.columns[8...20]

    /// An SQL expression of the column's text, or nil when there is none for that property.
    static func column(of property: String) -> String? {
        let name = property.hasPrefix("$") ? String(property.dropFirst()) : property
        if name == "channel" { return channelName }
        guard columns.contains(name) else { return nil }
        return name == "amount_fen" ? "CAST(amount_fen AS VARCHAR)" : name
    }

    /// The channel's stable name as SQL.
    static let channelName: String = {
        let names = Channel.allCases.map { "'\($0.name)'" }.joined(separator: ", ")
        return "[\(names)][channel + 1]"
    }()
}
