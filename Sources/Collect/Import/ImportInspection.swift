public import Vocabulary

/// What a look at the beginning of a file tells.
public struct ImportInspection: Sendable {
    /// One column.
    public struct Column: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// What its values look like.
        public var kind: ColumnKind
        /// Up to five different values.
        public var samples: [String]
    }

    /// What sort of file.
    public var format: ImportFormat
    /// Its character set ("UTF-8", "GB18030").
    public var encoding: String
    /// Its columns.
    public var columns: [Column]
    /// How many rows, about.
    public var rows: Int
    /// A guess what it is.
    public var suggestion: ImportMapping

    /// Rows looked at.
    static let sampleRows = 200

    /// Looks at a file; `target` fixes what it is. Throws what makes the file unreadable.
    public init(path: String, name: String, target: ImportTarget? = nil) throws {
        let reader = try ImportReader(path: path, name: name)
        format = reader.format
        encoding = reader.encoding.rawValue
        var names = reader.rows.columns
        var values: [String: [JSONValue]] = [:]
        var known = Set(names)
        var count = 0
        var bytes = 0
        while count < Self.sampleRows, let row = try reader.rows.next() {
            count += 1
            bytes += 1
            for field in row.fields where row.fault == nil {
                if names.count < 2_000, known.insert(field.name).inserted { names.append(field.name) }
                values[field.name, default: []].append(field.value)
                bytes += (field.value.plainText ?? "").utf8.count + 1 + (format == .ndjson ? field.name.utf8.count + 5 : 0)
            }
        }
        columns = names.map { name in
            var samples: [String] = []
            for value in values[name] ?? [] {
                guard samples.count < 5, let text = value.plainText.map({ String($0.prefix(200)) }) else { continue }
                if !samples.contains(text) { samples.append(text) }
            }
            return Column(name: name, kind: ColumnKind.of(values[name] ?? []), samples: samples)
        }
        if count < Self.sampleRows {
            rows = count
        } else {
            // A workbook is packed about six to one.
            rows = max(count, reader.size * (format == .xlsx ? 6 : 1) * count / max(bytes, 1))
        }
        var mapping = MappingSuggestion(columns: columns.map { ($0.name, $0.kind) }, target: target).mapping
        if format == .ndjson { mapping.gather() }
        suggestion = mapping
    }

    /// What the columns look like, by name.
    var kinds: [String: ColumnKind] { Dictionary(columns.map { ($0.name, $0.kind) }) { $1 } }

    /// As JSON: the answer of POST /api/imports without the id.
    public var json: JSONValue {
        [
            "format": .string(format.rawValue), "encoding": .string(encoding), "rows": .int(rows),
            "columns": .array(
                columns.map { ["name": .string($0.name), "type": .string($0.kind.rawValue), "samples": .strings($0.samples)] }),
            "suggestion": ["target": .string(suggestion.target.rawValue), "mapping": suggestion.json],
        ]
    }
}
