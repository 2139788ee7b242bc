import Collect
import HTTPTypes
import NIOCore

/// An answer of Collect as bytes of HTTP/1.1.
enum AnswerBytes {
    /// `date` is the whole field with its line's end ("date: …\r\n").
    static func make(_ reply: CollectReply, date: String, closes: Bool) -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.reserveCapacity(192 + reply.headers.count * 48 + reply.body.count)
        if reply.status == 200 {
            bytes.writeStaticString("HTTP/1.1 200 OK\r\n")
        } else {
            bytes.writeString("HTTP/1.1 \(reply.status) \(HTTPResponse.Status(code: reply.status).reasonPhrase)\r\n")
        }
        bytes.writeString(date)
        // No content by definition: a length would be wrong (RFC 9110 §8.6).
        let hasBody = reply.status != 204
        if hasBody {
            bytes.writeStaticString("content-length: ")
            bytes.writeString(String(reply.body.count))
            bytes.writeStaticString("\r\n")
        }
        if closes { bytes.writeStaticString("connection: close\r\n") }
        for (name, value) in reply.headers where isLegal(value) {
            bytes.writeString(name)
            bytes.writeStaticString(": ")
            bytes.writeString(value)
            bytes.writeStaticString("\r\n")
        }
        bytes.writeStaticString("\r\n")
        if hasBody { bytes.writeBytes(reply.body) }
        return bytes
    }

    /// Nothing that would end the line.
    private static func isLegal(_ value: String) -> Bool { value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }
}
