import Foundation
import NIOCore
import NIOSSL
import Vocabulary

/// The talk with a mail server, line by line (RFC 5321, 3207, 4954). Lives on its channel's event loop.
final class SMTPConversation: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Step { case greeting, hello, startTLS, helloAgain, auth, from, to, data, body, quit }

    private let message: MIMEMessage
    private let server: MailServer
    private let result: EventLoopPromise<String>
    var tls: NIOSSLContext?
    private var step = Step.greeting
    private var buffer = ""
    private var reply: [String] = []
    private var isOver = false

    init(_ message: MIMEMessage, _ server: MailServer, _ result: EventLoopPromise<String>) {
        self.message = message
        self.server = server
        self.result = result
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        buffer += bytes.readString(length: bytes.readableBytes) ?? ""
        guard buffer.utf8.count < 65_536 else { return end(context, .failure(OutsideError.unknown("The mail server talks too much."))) }
        while let range = buffer.firstRange(of: "\r\n") ?? buffer.firstRange(of: "\n") {
            let line = String(buffer[..<range.lowerBound])
            buffer = String(buffer[range.upperBound...])
            reply.append(line)
            // "250-" goes on, "250 " ends.
            if line.utf8.count < 4 || line.utf8.dropFirst(3).first != UInt8(ascii: "-") {
                let lines = reply
                reply = []
                answer(context, code: Int(line.prefix(3)) ?? 0, lines)
                if isOver { return }
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { lose(context, "\(error)") }
    func channelInactive(context: ChannelHandlerContext) { lose(context, "the connection was closed") }

    private func lose(_ context: ChannelHandlerContext, _ why: String) {
        // Once the whole message was handed over nobody knows whether it was taken.
        end(
            context,
            .failure(
                step == .body
                    ? OutsideError.unknown("The mail server did not confirm: \(why).")
                    : OutsideError.notSent("The mail server went away: \(why).")))
    }

    private func answer(_ context: ChannelHandlerContext, code: Int, _ lines: [String]) {
        let text = lines.last ?? ""
        switch step {
        case .greeting:
            guard code == 220 else { return refuse(context, code, text) }
            say(context, "EHLO lianlu", .hello)
        case .hello:
            guard code == 250 else { return refuse(context, code, text) }
            if server.security == .startTLS {
                guard lines.contains(where: { $0.uppercased().contains("STARTTLS") }) else {
                    return end(
                        context,
                        .failure(
                            LianluError(
                                .badRequest, "The mail server offers no STARTTLS.", hint: "Choose TLS (port 465), or another server.")))
                }
                return say(context, "STARTTLS", .startTLS)
            }
            authenticate(context, lines)
        case .startTLS:
            guard code == 220, let tls else { return refuse(context, code, text) }
            do {
                // Whatever came unencrypted after the reply is not believed.
                buffer = ""
                try context.pipeline.syncOperations.addHandler(
                    NIOSSLClientHandler(context: tls, serverHostname: SMTPClient.name(server.host)), position: .first)
            } catch { return lose(context, "\(error)") }
            say(context, "EHLO lianlu", .helloAgain)
        case .helloAgain:
            guard code == 250 else { return refuse(context, code, text) }
            authenticate(context, lines)
        case .auth:
            guard code == 235 else { return refuse(context, code, text) }
            say(context, "MAIL FROM:<\(message.from)>", .from)
        case .from:
            guard code == 250 else { return refuse(context, code, text) }
            say(context, "RCPT TO:<\(message.to)>", .to)
        case .to:
            guard code == 250 || code == 251 else { return refuse(context, code, text) }
            say(context, "DATA", .data)
        case .data:
            guard code == 354 else { return refuse(context, code, text) }
            step = .body
            write(context, message.dotStuffed + ".\r\n")
        case .body:
            guard code == 250 else { return refuse(context, code, text) }
            step = .quit
            write(context, "QUIT\r\n")
            end(context, .success(text))
        case .quit: break
        }
    }

    private func authenticate(_ context: ChannelHandlerContext, _ lines: [String]) {
        guard !server.user.isEmpty else { return say(context, "MAIL FROM:<\(message.from)>", .from) }
        let token = Data("\u{0}\(server.user)\u{0}\(server.password)".utf8).base64EncodedString()
        say(context, "AUTH PLAIN \(token)", .auth)
    }

    private func say(_ context: ChannelHandlerContext, _ line: String, _ next: Step) {
        step = next
        write(context, line + "\r\n")
    }

    private func write(_ context: ChannelHandlerContext, _ text: String) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    private func refuse(_ context: ChannelHandlerContext, _ code: Int, _ text: String) {
        // 4xx: come back later; 5xx: never.
        let error: any Error =
            (400..<500).contains(code)
            ? OutsideError.notSent("The mail server says: \(text)")
            : LianluError(.badRequest, "The mail server refused: \(text)", hint: "Check the sender address, the account and the receiver.")
        end(context, .failure(error))
    }

    private func end(_ context: ChannelHandlerContext, _ outcome: Result<String, any Error>) {
        guard !isOver else { return }
        isOver = true
        result.completeWith(outcome)
        context.close(promise: nil)
    }
}
