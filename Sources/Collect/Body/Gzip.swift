public import Vocabulary

/// Reads gzip files that we ship or import.
public enum Gzip {
    /// The content, at most `limit` bytes; throws `bad_request` for damage and `too_large` past the limit.
    public static func inflate(_ bytes: [UInt8], limit: Int) throws(LianluError) -> [UInt8] {
        do throws(Refusal) {
            return try Inflate.decode(bytes, limit: limit)
        } catch {
            let isTooLarge = error.reason == .bodyTooLarge
            throw LianluError(
                isTooLarge ? .tooLarge : .badRequest, "The gzip file cannot be read: \(error.detail)", hint: "Check that the file is whole."
            )
        }
    }
}
