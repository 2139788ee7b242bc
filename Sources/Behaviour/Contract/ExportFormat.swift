/// Open formats for whole files of events.
public enum ExportFormat: String, Sendable, CaseIterable {
    /// One JSON object a line.
    case ndjson
    /// RFC 4180 with a header.
    case csv
    /// Apache Parquet, zstd.
    case parquet
}
