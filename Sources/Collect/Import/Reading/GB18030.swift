public import Vocabulary

/// GB18030 text in memory; files go through ``Transcoder``.
public enum GB18030 {
    private final class Bytes: ChunkSource {
        private var bytes: [UInt8]
        init(_ bytes: [UInt8]) { self.bytes = bytes }
        func next() throws -> [UInt8] {
            defer { bytes = [] }
            return bytes
        }
    }

    /// The text; what cannot be read becomes U+FFFD. Throws `unsupported` when the C library lacks the character set.
    public static func decode(_ bytes: [UInt8]) throws(LianluError) -> String {
        do {
            let transcoder = try Transcoder(Bytes(bytes), from: .gb18030, mark: 0)
            var out: [UInt8] = []
            while case let piece = try transcoder.next(), !piece.isEmpty { out += piece }
            return String(decoding: out, as: UTF8.self)
        } catch let error as LianluError {
            throw error
        } catch {
            throw LianluError(.badRequest, "The text cannot be read.", hint: "Save the file as UTF-8.")
        }
    }
}
