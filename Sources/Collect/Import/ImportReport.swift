import Vocabulary

/// The report of refused rows as CSV: UTF-8 with a byte-order mark, so that spreadsheets show Chinese.
public enum ImportReport {
    /// The mark and the header.
    public static let head: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("row,reason,detail,record\r\n".utf8)

    /// One line.
    public static func line(_ refusal: ImportRefusal) -> [UInt8] {
        let detail = refusal.detail.isEmpty ? refusal.reason.text : "\(refusal.reason.text) \(refusal.detail)"
        return Array("\(refusal.row),\(refusal.reason.rawValue),\(quoted(detail)),\(quoted(refusal.record))\r\n".utf8)
    }

    /// Quoted, and never taken for a formula.
    static func quoted(_ text: String) -> String {
        let safe = text.first.map { "=+-@\t\r".contains($0) } ?? false ? "'" + text : text
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}
