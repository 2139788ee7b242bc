import Vocabulary

/// What sort of file it is.
public enum ImportFormat: String, Sendable, CaseIterable {
    case ndjson, csv, xlsx

    /// From the first bytes, else from the file's name.
    static func detect(name: String, sample: [UInt8]) throws(LianluError) -> ImportFormat {
        let lower = name.lowercased()
        if sample.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return .xlsx }
        if sample.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw LianluError(.unsupported, "This is an old .xls file.", hint: "Save it as .xlsx or CSV.")
        }
        if sample.starts(with: [0x1F, 0x8B]) { throw LianluError(.unsupported, "The file is compressed.", hint: "Unpack it first.") }
        if lower.hasSuffix(".xlsx") {
            throw LianluError(.badRequest, "The file is named .xlsx but is no workbook.", hint: "Save it again from the spreadsheet.")
        }
        if lower.hasSuffix(".ndjson") || lower.hasSuffix(".jsonl") { return .ndjson }
        let start = sample.drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
        if start.first == 0x7B, !lower.hasSuffix(".csv") { return .ndjson }
        if start.first == 0x5B, lower.hasSuffix(".json") {
            throw LianluError(.unsupported, "The file is one JSON array.", hint: "Write one JSON object per line (NDJSON).")
        }
        return .csv
    }
}
