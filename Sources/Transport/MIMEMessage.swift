import Foundation
import Vocabulary

/// A message as it goes over the wire: headers checked against injection, subject and names encoded (RFC 2047), bodies in base64.
struct MIMEMessage: Sendable {
    let from: String
    let to: String
    let text: String

    /// - Throws: `bad_request` for addresses and headers that cannot stand in a message.
    init(_ message: MailMessage) throws(LianluError) {
        for address in [message.from, message.to] {
            guard address.utf8.count <= 254, address.split(separator: "@").count == 2,
                address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") })
            else { throw LianluError(.badRequest, "“\(address.prefix(60))” is not an e-mail address.", hint: "Write name@example.com.") }
        }
        for header in message.headers {
            guard header.name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }),
                !header.value.utf8.contains(where: { $0 < 0x20 })
            else {
                throw LianluError(.badRequest, "The header \(header.name.prefix(40)) holds a line break.", hint: "Remove it.")
            }
        }
        from = message.from
        to = message.to
        var out = "From: \(Self.name(message.fromName))<\(message.from)>\r\nTo: <\(message.to)>\r\n"
        out += "Subject: \(Self.encoded(message.subject))\r\nMIME-Version: 1.0\r\n"
        for header in message.headers { out += "\(header.name): \(header.value)\r\n" }
        if let html = message.html {
            // Base64 never holds it.
            let boundary = "=_lianlu_alternative"
            out += "Content-Type: multipart/alternative; boundary=\"\(boundary)\"\r\n\r\n"
            out += "--\(boundary)\r\n" + Self.part("text/plain", message.text)
            out += "--\(boundary)\r\n" + Self.part("text/html", html)
            out += "--\(boundary)--\r\n"
        } else {
            out += Self.part("text/plain", message.text)
        }
        text = out
    }

    /// With a dot before every line that begins with one (RFC 5321 §4.5.2).
    var dotStuffed: String { text.replacing("\r\n.", with: "\r\n..") }

    private static func part(_ type: String, _ body: String) -> String {
        let packed = Data(body.utf8).base64EncodedString(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
        return "Content-Type: \(type); charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\(packed)\r\n"
    }

    private static func name(_ text: String) -> String { text.isEmpty ? "" : encoded(text) + " " }

    /// Plain ASCII as it is, anything else as encoded words of at most 45 bytes each.
    static func encoded(_ text: String) -> String {
        let clean = text.filter { !$0.unicodeScalars.contains { $0.value < 0x20 } }
        if clean.utf8.allSatisfy({ $0 < 0x7F }), !clean.contains("=?") { return clean }
        var words: [String] = []
        var word: [UInt8] = []
        for character in clean {
            if word.count + character.utf8.count > 45 {
                words.append(Data(word).base64EncodedString())
                word = []
            }
            word += Array(character.utf8)
        }
        words.append(Data(word).base64EncodedString())
        return words.map { "=?utf-8?B?\($0)?=" }.joined(separator: "\r\n ")
    }
}
