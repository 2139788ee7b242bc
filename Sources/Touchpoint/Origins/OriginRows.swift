public import Vocabulary

/// Reads a table of origins as people paste it: comma- or tab-separated lines, quotes as in RFC 4180.
public enum OriginRows {
    private static let columns = ["name", "code", "kind", "platform", "owner", "parentcode", "costmodel", "costnote"]
    private static let most = 1_000

    /// The origins of the lines; `kind`, `platform` and `parent` hold where a line says nothing. Throws `bad_request` that names the line.
    public static func parse(_ text: String, kind: Origin.Kind, platform: String, parent: Int64?) throws(LianluError) -> [Touchpoints
        .NewOrigin]
    {
        var lines = records(text).filter { $0.contains { !$0.trimmed.isEmpty } }
        var order = columns
        if let first = lines.first, first.first?.trimmed.lowercased() == "name" || first.first?.trimmed == "名称" {
            order = first.enumerated().map { place, title in
                let title = title.trimmed.lowercased().filter { $0 != "_" && $0 != " " }
                return columns.contains(title) ? title : place < columns.count ? columns[place] : ""
            }
            lines.removeFirst()
        }
        guard lines.count <= most else {
            throw LianluError(.tooLarge, "These are \(lines.count) lines.", hint: "At most \(most) at once; send them in several parts.")
        }
        var result: [Touchpoints.NewOrigin] = []
        for (place, line) in lines.enumerated() {
            func value(_ name: String) -> String {
                guard let column = order.firstIndex(of: name), column < line.count else { return "" }
                return line[column].trimmed
            }
            let word = value("kind")
            guard let own = word.isEmpty ? kind : Origin.Kind(rawValue: word.lowercased()) else {
                throw LianluError(
                    .badRequest, "Line \(place + 1): there is no kind “\(word.prefix(30))”.",
                    hint: "Use one of: \(Origin.Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            guard !value("name").isEmpty else {
                throw LianluError(.badRequest, "Line \(place + 1) has no name.", hint: "The first column is the name.")
            }
            var new = Touchpoints.NewOrigin(name: value("name"), kind: own)
            new.code = value("code").isEmpty ? nil : value("code")
            new.platform = value("platform").isEmpty ? platform : value("platform")
            new.owner = value("owner")
            new.parentCode = value("parentcode").isEmpty ? nil : value("parentcode")
            new.parent = new.parentCode == nil ? parent : nil
            new.costModel = value("costmodel").lowercased()
            new.costNote = value("costnote")
            result.append(new)
        }
        return result
    }

    /// Fields of each line.
    static func records(_ text: String) -> [[String]] {
        let isTabbed = (text.split(whereSeparator: \.isNewline).first ?? "").contains("\t")
        var lines: [[String]] = []
        var line: [String] = []
        var field = ""
        var quoted = false
        var characters = text[...]
        func ends(_ character: Character) -> Bool { character == (isTabbed ? "\t" : ",") || (!isTabbed && character == "，") }
        while let character = characters.popFirst() {
            if quoted {
                if character == "\"" {
                    if characters.first == "\"" {
                        field.append("\"")
                        characters.removeFirst()
                    } else {
                        quoted = false
                    }
                } else {
                    field.append(character)
                }
            } else if character == "\"", field.trimmed.isEmpty {
                (quoted, field) = (true, "")
            } else if ends(character) {
                line.append(field)
                field = ""
            } else if character.isNewline {
                lines.append(line + [field])
                (line, field) = ([], "")
            } else {
                field.append(character)
            }
        }
        if !field.isEmpty || !line.isEmpty { lines.append(line + [field]) }
        return lines
    }
}
