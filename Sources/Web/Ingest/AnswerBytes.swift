import Collect
import HTTPTypes
import NIOCore

/// An answer of Collect as bytes of HTTP/1.1.
enum AnswerBytes {
    static func make(_ reply: CollectReply, date: String, closes: Bool) -> ByteBuffer {
        var text = "HTTP/1.1 "
        text.reserveCapacity(256)
        let status = HTTPResponse.Status(code: reply.status)
        text += "\(reply.status) \(status.reasonPhrase)\r\ndate: \(date)\r\n"
        // No content by definition: a length would be wrong (RFC 9110 §8.6).
        if reply.status != 204 { text += "content-length: \(reply.body.count)\r\n" }
        if closes { text += "connection: close\r\n" }
        for (name, value) in reply.headers where isLegal(value) { text += "\(name): \(value)\r\n" }
        text += "\r\n"
        var bytes = ByteBuffer()
        bytes.reserveCapacity(text.utf8.count + reply.body.count)
        bytes.writeString(text)
        if reply.status != 204 { bytes.writeBytes(reply.body) }
        return bytes
    }

    /// Nothing that would end the line.
    private static func isLegal(_ value: String) -> Bool { value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }
}
