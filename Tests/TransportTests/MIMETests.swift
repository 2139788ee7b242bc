import Testing
import Vocabulary

@testable import Transport

@Suite struct MIMETests {
    @Test func chineseSubjectsAreEncodedWords() {
        #expect(MIMEMessage.encoded("Hello") == "Hello")
        #expect(MIMEMessage.encoded("你好") == "=?utf-8?B?5L2g5aW9?=")
        #expect(MIMEMessage.encoded(String(repeating: "订", count: 40)).split(separator: "\r\n ").allSatisfy { $0.utf8.count <= 75 })
        #expect(!MIMEMessage.encoded("a\r\nBcc: x@y").contains("\n"))
    }

    @Test func headersCannotBeSmuggledIn() {
        #expect(throws: LianluError.self) { try MIMEMessage(MailMessage(from: "a@b.c", to: "x@y.z>\r\nRCPT", subject: "", text: "")) }
        #expect(throws: LianluError.self) {
            try MIMEMessage(MailMessage(from: "a@b.c", to: "x@y.z", subject: "", text: "", headers: [.init("X", "1\r\nBcc: q@q.q")]))
        }
    }

    @Test func linesThatBeginWithADotAreStuffed() throws {
        let mime = try MIMEMessage(MailMessage(from: "a@b.c", to: "x@y.z", subject: "s", text: "hi", html: "<p>hi</p>"))
        #expect(mime.text.contains("multipart/alternative"))
        #expect(!mime.dotStuffed.contains("\r\n.\r\n"))
    }
}
