import Logging
import Transport
import Vocabulary

/// The live outside world: HTTP and mail.
struct Outside: Sendable {
    let http: HTTPSender
    let mail: MailSender
    private let live: LiveHTTP

    init(options: Deployment.Options, logger: Logger) {
        live = LiveHTTP(allowsPrivate: options.allowsPrivateCalls || options.hasSandbox)
        http = live.sender
        mail = SMTPClient(allowsPrivate: options.allowsPrivateCalls || options.hasSandbox).sender
    }

    func close() async { await live.close() }
}
