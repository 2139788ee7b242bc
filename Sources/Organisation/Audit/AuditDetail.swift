import Vocabulary

/// The detail of an entry as a flat JSON object of texts.
enum AuditDetail {
    static func json(_ pairs: [(String, String)]) -> String {
        var out = JSONWriter()
        out.beginObject()
        for (name, value) in pairs { out.member(name, String(value.prefix(2000))) }
        out.endObject()
        return out.text
    }
}
