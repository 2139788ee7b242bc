import Vocabulary

/// One row of a file, whatever its format.
struct ImportRow: Sendable {
    /// One named value.
    struct Field: Sendable, Equatable {
        var name: String
        var value: JSONValue
    }

    /// Its number as a spreadsheet or editor shows it, from 1; the header is a row too.
    var number: Int
    /// Its values; empty cells are left out.
    var fields: [Field]
    /// Why it could not be read at all.
    var fault: String?

    init(number: Int, fields: [Field], fault: String? = nil) {
        self.number = number
        self.fields = fields
        self.fault = fault
    }

    /// The row as one JSON object, at most about 4 KB, for the report of refused rows.
    var record: String {
        var size = 0
        let kept = fields.prefix { field in
            size += field.name.utf8.count + (field.value.plainText ?? "").utf8.count + 6
            return size <= 4_096
        }
        return JSONValue.object(JSONObject(kept.map { .init($0.name, $0.value) })).text
    }
}
