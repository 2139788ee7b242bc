import Collect
import Vocabulary

/// Text of an uploaded table: UTF-8 with or without a mark, else GB18030.
enum SpendText {
    static func decode(_ bytes: [UInt8]) throws(LianluError) -> String {
        var bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return try GB18030.decode(bytes)
    }
}
