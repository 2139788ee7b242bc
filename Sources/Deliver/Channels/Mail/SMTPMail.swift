import Vocabulary

/// A mail server.
enum SMTPMail: ChannelKind {
    static let kind = "smtp"
    static let medium = "email"
    static let fields = [
        ChannelField("host"), ChannelField("port", standard: "587"), ChannelField("security", standard: "starttls"),
        ChannelField("user", optional: true), ChannelField("password", secret: true, optional: true), ChannelField("from"),
        ChannelField("fromName", optional: true),
    ]

    static func send(_ message: OutgoingMessage, _ access: ChannelAccess) async -> SendResult {
        let server = MailServer(
            host: access["host"], port: Int(access["port"]) ?? 587,
            security: MailServer.Security(rawValue: access["security"]) ?? .startTLS,
            user: access["user"], password: access["password"])
        var mail = MailMessage(
            from: access["from"], fromName: access["fromName"], to: message.receiver, subject: message.subject, text: message.text,
            html: message.html)
        let domain = access["from"].split(separator: "@").last.map(String.init) ?? "lianlu"
        mail.headers = [.init("Message-ID", "<\(message.key.filter { $0.isLetter || $0.isNumber })@\(domain)>")]
        if !message.unsubscribe.isEmpty {
            // RFC 8058: one click, no cookies.
            mail.headers += [
                .init("List-Unsubscribe", "<\(message.unsubscribe)>"), .init("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
                .init("Precedence", "bulk"),
            ]
        }
        do {
            return .accepted(try await access.mail.send(mail, through: server))
        } catch let error as OutsideError {
            switch error {
            case .notSent(let text): return .later(milliseconds: 60_000, code: "not_reached", text: text)
            case .unknown(let text): return .unknown(text)
            case .refused(let text): return .rejected(code: "address_refused", text: text)
            }
        } catch let error as LianluError {
            return .rejected(code: "mail_refused", text: error.message)
        } catch {
            return .unknown("\(error)")
        }
    }
}
