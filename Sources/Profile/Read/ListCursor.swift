import Vocabulary

/// Where a page of a list ends: the sort key and the number of its last row, opaque to callers.
struct ListCursor: Sendable, Equatable {
    var key: Int64
    var number: Int64

    init(key: Int64, number: Int64) {
        self.key = key
        self.number = number
    }

    /// Reads what a caller sent back; throws `bad_request` when it is not ours.
    init(_ text: String) throws(LianluError) {
        guard let bytes = Base32.decode(text) else { throw Self.invalid }
        var reader = ByteReader(bytes)
        do {
            key = try reader.signed()
            number = try reader.signed()
        } catch {
            throw Self.invalid
        }
    }

    /// The text for callers.
    var text: String {
        var writer = ByteWriter()
        writer.signed(key)
        writer.signed(number)
        return Base32.encode(writer.bytes)
    }

    private static let invalid = LianluError(
        .badRequest, "\"after\" is not a page of this list.", hint: "Pass the \"next\" of the page before, unchanged.")
}
