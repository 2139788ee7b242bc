import Vocabulary

/// Opens a file with what was found out about it.
struct ImportReader {
    /// What sort of file.
    let format: ImportFormat
    /// Its character set ("UTF-8" for workbooks).
    let encoding: TextEncoding
    /// Its length in bytes.
    let size: Int
    /// Its rows.
    let rows: any RowReader

    /// Bytes looked at to find out.
    static let sampleSize = 256 * 1024

    init(path: String, name: String) throws {
        let file = try ImportFile(path: path)
        let sample = try file.bytes(at: 0, count: Self.sampleSize)
        guard !sample.isEmpty else { throw LianluError(.badRequest, "The file is empty.") }
        size = file.size
        format = try ImportFormat.detect(name: name, sample: sample)
        switch format {
        case .xlsx:
            encoding = .utf8
            rows = try XLSXRows(ZipArchive(file))
        case .csv, .ndjson:
            let found = TextEncoding.detect(sample)
            encoding = found.encoding
            let text = try Transcoder(file, from: found.encoding, mark: found.mark)
            if format == .ndjson {
                rows = NDJSONRows(text)
            } else {
                let start = try Transcoder(MemoryChunks(sample), from: found.encoding, mark: found.mark).next()
                rows = try CSVRows(text, delimiter: CSVReader.delimiter(of: start))
            }
        }
    }
}
