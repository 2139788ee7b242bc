/// One e-mail as a value.
public struct MailMessage: Sendable, Equatable {
    /// Sender address ("shop@example.com").
    public var from: String
    /// Sender name; may be empty.
    public var fromName: String
    /// Receiver address.
    public var to: String
    /// Subject line, any Unicode.
    public var subject: String
    /// Plain text body.
    public var text: String
    /// HTML body, or nil.
    public var html: String?
    /// Further header fields (List-Unsubscribe, Message-ID …).
    public var headers: [MailHeader]

    /// A header field.
    public struct MailHeader: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: String
        /// Makes one.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Makes a message.
    public init(
        from: String, fromName: String = "", to: String, subject: String, text: String, html: String? = nil, headers: [MailHeader] = []
    ) {
        self.from = from
        self.fromName = fromName
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.headers = headers
    }
}

/// How to reach a mail server.
public struct MailServer: Sendable, Equatable {
    /// How the connection is protected.
    public enum Security: String, Sendable, CaseIterable {
        /// Plain text; for a relay on this machine only.
        case none
        /// STARTTLS after the greeting (port 587).
        case startTLS = "starttls"
        /// TLS from the first byte (port 465).
        case tls
    }

    /// Host name.
    public var host: String
    /// Port.
    public var port: Int
    /// Protection.
    public var security: Security
    /// Name for AUTH; empty for none.
    public var user: String
    /// Password for AUTH.
    public var password: String

    /// Describes a server.
    public init(host: String, port: Int, security: Security, user: String = "", password: String = "") {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.password = password
    }
}

/// Sends e-mail; Transport makes the live one.
public struct MailSender: Sendable {
    private let body: @Sendable (MailMessage, MailServer) async throws -> String

    /// Wraps a function that returns the server's last reply line ("250 2.0.0 Ok: queued as 12345").
    public init(_ body: @escaping @Sendable (MailMessage, MailServer) async throws -> String) { self.body = body }

    /// Sends one message.
    /// - Throws: ``OutsideError``, or ``LianluError`` with the server's refusal.
    public func send(_ message: MailMessage, through server: MailServer) async throws -> String { try await body(message, server) }
}
