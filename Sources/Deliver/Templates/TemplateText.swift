public import Vocabulary

/// A text with variables: `{{ customer.name | default: "您" }}`. Looks values up and writes them; there is nothing else it can do.
///
/// Filters: `default: "…"`, `upcase`, `downcase`, `truncate: 20`, `yuan` (fen as yuan with two decimals).
public struct TemplateText: Sendable, Equatable {
    private enum Piece: Sendable, Equatable {
        case text(String)
        case value(path: String, filters: [Filter])
    }
    private struct Filter: Sendable, Equatable {
        var name: String
        var argument: String
    }

    private let pieces: [Piece]

    /// Reads a text. Throws `bad_request` that says where it is wrong.
    public init(_ source: String) throws(LianluError) {
        var pieces: [Piece] = []
        var rest = source[...]
        while let open = rest.firstRange(of: "{{") {
            if open.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<open.lowerBound]))) }
            let after = rest[open.upperBound...]
            guard let close = after.firstRange(of: "}}") else {
                throw LianluError(.badRequest, "A “{{” is not closed: “\(after.prefix(30))”.", hint: "Close it with }}.")
            }
            pieces.append(try Self.value(after[..<close.lowerBound]))
            rest = after[close.upperBound...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        self.pieces = pieces
    }

    private static func value(_ source: Substring) throws(LianluError) -> Piece {
        let parts = split(source, at: "|")
        let path = String(parts[0]).trimmed
        guard !path.isEmpty, path.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "$" || $0 == "-" }) else {
            throw LianluError(.badRequest, "“{{\(source.prefix(40))}}” names no variable.", hint: "Write {{ customer.name }}.")
        }
        var filters: [Filter] = []
        for part in parts.dropFirst() {
            let halves = part.split(separator: ":", maxSplits: 1)
            let name = halves.first.map { String($0).trimmed } ?? ""
            guard ["default", "upcase", "downcase", "truncate", "yuan"].contains(name) else {
                throw LianluError(
                    .badRequest, "There is no filter “\(name.prefix(20))”.", hint: "Use default, upcase, downcase, truncate or yuan.")
            }
            var argument = halves.count > 1 ? String(halves[1]).trimmed : ""
            if argument.count >= 2, argument.hasPrefix("\""), argument.hasSuffix("\"") {
                argument = String(argument.dropFirst().dropLast())
            }
            filters.append(Filter(name: name, argument: argument))
        }
        return .value(path: path, filters: filters)
    }

    /// Splits outside quotes.
    private static func split(_ text: Substring, at separator: Character) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var inside = false
        for index in text.indices {
            if text[index] == "\"" { inside.toggle() }
            if text[index] == separator, !inside {
                parts.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        return parts + [text[start...]]
    }

    /// The variables it names, in order.
    public var variables: [String] {
        pieces.compactMap { piece in
            if case .value(let path, _) = piece { path } else { nil }
        }
    }

    /// Writes the text. `missing` gets the variables that have no value and no default; they are written as nothing.
    public func render(_ values: JSONObject, escape: (String) -> String = { $0 }, missing: inout [String]) -> String {
        var out = ""
        for piece in pieces {
            switch piece {
            case .text(let text): out += text
            case .value(let path, let filters):
                var text = Self.look(path, values) ?? ""
                for filter in filters {
                    switch filter.name {
                    case "default": if text.isEmpty { text = filter.argument }
                    case "upcase": text = text.uppercased()
                    case "downcase": text = text.lowercased()
                    case "truncate": text = String(text.prefix(Int(filter.argument) ?? 20))
                    default: if let fen = Int64(text) { text = Money(fen: fen).description }
                    }
                }
                if text.isEmpty, !filters.contains(where: { $0.name == "default" }) { missing.append(path) }
                out += escape(text)
            }
        }
        return out
    }

    private static func look(_ path: String, _ values: JSONObject) -> String? {
        var parts = path.split(separator: ".", omittingEmptySubsequences: false)[...]
        var current = values[String(parts.removeFirst())]
        while let value = current, let next = parts.popFirst() { current = value[String(next)] }
        return current?.plainText
    }
}
