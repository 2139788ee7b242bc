/// Lines of RFC 4180.
enum CSVLine {
    /// The fields as one line with its end. What a spreadsheet would take for a formula gets an apostrophe in front.
    static func of(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\r\n"
    }

    private static func field(_ text: String) -> String {
        var text = text
        if let first = text.first, "=+-@\t".contains(first), Double(text) == nil { text = "'" + text }
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
