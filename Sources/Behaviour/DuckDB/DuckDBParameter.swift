import CDuckDB

/// A value bound to a statement.
enum DuckDBParameter {
    case int(Int64)
    case double(Double)
    case text(String)
    case texts([String])

    func bind(to statement: duckdb_prepared_statement?, at place: UInt64, _ call: lianlu_duckdb_functions) -> duckdb_state {
        switch self {
        case .int(let value): return call.bind_int64(statement, place, value)
        case .double(let value): return call.bind_double(statement, place, value)
        case .text(let value): return Self.withCharacters(value) { call.bind_varchar_length(statement, place, $0, $1) }
        case .texts(let values):
            var elements: [duckdb_value?] = values.map { Self.withCharacters($0) { call.create_varchar_length($0, $1) } }
            var type = call.create_logical_type(Int32(LIANLU_DUCKDB_VARCHAR))
            var list = call.create_list_value(type, &elements, UInt64(elements.count))
            defer {
                call.destroy_value(&list)
                call.destroy_logical_type(&type)
                for place in elements.indices { call.destroy_value(&elements[place]) }
            }
            return call.bind_value(statement, place, list)
        }
    }

    static func withCharacters<T>(_ text: String, _ body: (UnsafePointer<CChar>, UInt64) -> T) -> T {
        var text = text
        return text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return withUnsafePointer(to: CChar(0)) { body($0, 0) } }
                return body(start, UInt64(characters.count))
            }
        }
    }
}
