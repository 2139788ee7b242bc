/// The text of a request: what is left after compression, form encoding and base64 are undone.
struct Payload: Sendable {
    /// JSON (or NDJSON) text.
    var bytes: [UInt8]
    /// Form fields when the body was a form.
    var form = FormFields()
    /// The `data` or `data_list` field as sent, percent-decoded only; the checksum of 神策 is over it.
    var field: [UInt8]?

    private static let fieldNames = ["data_list", "data"]

    /// Reads body or, for GET, query.
    static func read(_ request: CollectRequest, query: FormFields, limits: CollectLimits) throws(Refusal) -> Payload {
        if request.method == "GET" || request.body.isEmpty {
            guard let field = firstField(query) else { return Payload(bytes: []) }
            return Payload(bytes: try unwrap(field, limits), field: field)
        }
        var bytes = try ContentDecoder.decode(request.body, encoding: request.headers["content-encoding"], limit: limits.bodyBytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        guard isForm(bytes, type: request.headers["content-type"] ?? "") else { return Payload(bytes: bytes) }
        let form = FormFields(bytes)
        guard let field = firstField(form) else { return Payload(bytes: [], form: form) }
        return Payload(bytes: try unwrap(field, limits), form: form, field: field)
    }

    private static func firstField(_ fields: FormFields) -> [UInt8]? {
        for name in fieldNames { if let value = fields.bytes(name), !value.isEmpty { return value } }
        return nil
    }

    /// Some browsers send JSON under a form's content type, and forms as text/plain (beacons): the first byte decides where it can.
    private static func isForm(_ bytes: [UInt8], type: String) -> Bool {
        guard let first = bytes.first(where: { $0 > 0x20 }), first != UInt8(ascii: "{"), first != UInt8(ascii: "[") else { return false }
        if type.lowercased().hasPrefix("application/x-www-form-urlencoded") { return true }
        return bytes.starts(with: "data=".utf8) || bytes.starts(with: "data_list=".utf8)
    }

    /// A field holds JSON, or base64 of JSON, or base64 of compressed JSON.
    private static func unwrap(_ field: [UInt8], _ limits: CollectLimits) throws(Refusal) -> [UInt8] {
        if let first = field.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return field }
        guard let bytes = Base64.decode(field) else { throw Refusal(.invalidBody, "The data field is neither JSON nor base64.") }
        return try ContentDecoder.unwrap(bytes, limit: limits.bodyBytes)
    }
}
