import Vocabulary

/// All tables of an operational store in one engine-neutral file: what SQLite wrote PostgreSQL can read, and the other way round.
///
/// Layout: magic, schema number; per table its name, column names and rows of typed values; an end mark with the number of rows. Little-endian, ``ByteWriter``.
enum TableDump {
    private static let magic: [UInt8] = Array("LIANLU-TABLES-1\n".utf8)

    /// Writes every table of a read transaction; `sink` gets pieces of about a megabyte.
    static func write(_ tx: any SQLTransaction, _ sink: ([UInt8]) throws -> Void) throws {
        var out = ByteWriter(capacity: 1 << 20)
        out.raw(magic)
        out.varint(UInt64(Migration.all.count))
        var total: UInt64 = 0
        for table in try tables(tx) {
            let columns = try columns(of: table, tx)
            out.byte(1)
            out.text(table)
            out.varint(UInt64(columns.count))
            for column in columns { out.text(column.name) }
            let list = columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
            _ = try tx.query("SELECT \(list) FROM \"\(table)\"", []) { row in
                out.byte(2)
                for (index, column) in columns.enumerated() { encode(row, index, column.type, into: &out) }
                total += 1
                if out.bytes.count > 1 << 20 {
                    try sink(out.bytes)
                    out = ByteWriter(capacity: 1 << 20)
                }
            }
        }
        out.byte(0)
        out.varint(total)
        try sink(out.bytes)
    }

    /// Reads a dump into the empty tables of a migrated store and returns how many rows came.
    static func read(_ bytes: [UInt8], into tx: any SQLTransaction) throws -> Int {
        guard bytes.starts(with: magic) else { throw damaged("it is not a dump of Lianlu's tables") }
        var reader = ByteReader(bytes, from: magic.count, to: bytes.count)
        guard try reader.varint() == UInt64(Migration.all.count) else {
            throw LianluError(
                .unusableData, "The dump has another schema.", hint: "Restore it with the version of lianlu that wrote it, then upgrade.")
        }
        var insert = ""
        var width = 0
        var rows: [[SQLValue]] = []
        var total: UInt64 = 0
        func flush() throws {
            if !rows.isEmpty { try tx.executeMany(insert, rows) }
            rows.removeAll(keepingCapacity: true)
        }
        while true {
            switch try reader.byte() {
            case 0:
                try flush()
                guard try reader.varint() == total else { throw damaged("rows are missing") }
                return Int(total)
            case 1:
                try flush()
                let table = try reader.text()
                guard try tables(tx).contains(table) else { throw damaged("it has an unknown table “\(table)”") }
                width = try reader.count()
                var names: [String] = []
                for _ in 0..<width { names.append(try reader.text()) }
                let known = Set(try columns(of: table, tx).map(\.name))
                guard names.allSatisfy(known.contains) else { throw damaged("table “\(table)” has unknown columns") }
                try tx.execute("DELETE FROM \"\(table)\"")
                let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
                insert = "INSERT INTO \"\(table)\"(\(list)) VALUES (\((1...max(width, 1)).map { "$\($0)" }.joined(separator: ", ")))"
            case 2:
                var row: [SQLValue] = []
                row.reserveCapacity(width)
                for _ in 0..<width { row.append(try decode(&reader)) }
                rows.append(row)
                total += 1
                if rows.count >= 500 { try flush() }
            default: throw damaged("it has an unknown mark")
            }
        }
    }

    private static func damaged(_ why: String) -> LianluError {
        LianluError(.unusableData, "The backup cannot be read: \(why).", hint: "Use another backup.")
    }

    private enum ColumnType { case integer, real, text, blob }

    private static func tables(_ tx: any SQLTransaction) throws -> [String] {
        let bookkeeping: Set<String> = ["schema_step"]
        let sql =
            switch tx.engine {
            case .sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            case .postgres: "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name"
            }
        return try tx.query(sql, []) { $0.text(0) }.filter { !bookkeeping.contains($0) }
    }

    private static func columns(of table: String, _ tx: any SQLTransaction) throws -> [(name: String, type: ColumnType)] {
        let sql =
            switch tx.engine {
            case .sqlite: "SELECT name, lower(type) FROM pragma_table_info($1) ORDER BY cid"
            case .postgres:
                "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
            }
        return try tx.query(sql, [.text(table)]) { row in
            let type = row.text(1)
            let kind: ColumnType =
                type.contains("int")
                ? .integer : type.contains("real") || type.contains("double") ? .real : type == "blob" || type == "bytea" ? .blob : .text
            return (row.text(0), kind)
        }
    }

    private static func encode(_ row: any SQLRow, _ index: Int, _ type: ColumnType, into out: inout ByteWriter) {
        if row.isNull(index) { return out.byte(0) }
        switch type {
        case .integer:
            out.byte(1)
            out.signed(row.integer(index))
        case .real:
            out.byte(2)
            out.word(row.real(index).bitPattern)
        case .text:
            out.byte(3)
            out.text(row.text(index))
        case .blob:
            out.byte(4)
            out.blob(row.blob(index))
        }
    }

    private static func decode(_ reader: inout ByteReader) throws(LianluError) -> SQLValue {
        switch try reader.byte() {
        case 0: return .null
        case 1: return .integer(try reader.signed())
        case 2: return .real(Double(bitPattern: try reader.word()))
        case 3: return .text(try reader.text())
        case 4: return .blob(try reader.blob())
        default: throw damaged("it has an unknown value")
        }
    }
}
