import Profile
public import Vocabulary

/// A field of an account's settings.
public struct ChannelField: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Whether it is a secret: written, never shown again.
    public var isSecret: Bool
    /// Whether it may be left empty.
    public var isOptional: Bool
    /// What it is when left empty.
    public var standard: String

    init(_ name: String, secret: Bool = false, optional: Bool = false, standard: String = "") {
        self.name = name
        isSecret = secret
        isOptional = optional || !standard.isEmpty
        self.standard = standard
    }
}

/// What is handed to a channel to be sent: everything rendered.
public struct OutgoingMessage: Sendable {
    /// Our key; travels along where the provider has a field for it.
    public var key: String
    /// Phone number, e-mail address, …; "" for robots.
    public var receiver: String
    /// Subject or headline.
    public var subject = ""
    /// Plain text.
    public var text: String
    /// HTML, or nil.
    public var html: String?
    /// The provider's template code.
    public var code = ""
    /// The provider's template parameters in order.
    public var params: [(name: String, value: String)] = []
    /// Address under which the receiver unsubscribes; "" for none.
    public var unsubscribe = ""
    /// Structured content (webhooks).
    public var data: JSONObject = JSONObject()

    /// A message.
    public init(key: String, receiver: String, text: String) {
        self.key = key
        self.receiver = receiver
        self.text = text
    }
}

/// What a provider said to one attempt.
public enum SendResult: Sendable, Equatable {
    /// It took the message; its number for it.
    case accepted(String)
    /// It will never take it: the reason's code, and the provider's words.
    case rejected(code: String, text: String)
    /// Not now; nothing was sent.
    case later(milliseconds: Int64, code: String, text: String)
    /// It may have been sent; nobody knows.
    case unknown(String)
}

/// What a provider pushed to our address: receipts of messages and answers of customers.
struct Pushed: Sendable, Equatable {
    /// What became of one message.
    struct Receipt: Sendable, Equatable {
        /// The provider's number of it; "" when it did not say.
        var providerID = ""
        /// Our key; "" when it did not say.
        var key = ""
        /// Whether it reached the customer.
        var isDelivered: Bool
        /// The provider's code when it did not.
        var code = ""
    }
    /// What a customer answered.
    struct Answer: Sendable, Equatable {
        var phone: String
        var text: String
    }
    var receipts: [Receipt] = []
    var answers: [Answer] = []
    /// What the provider wants to hear, so that it does not push again.
    var reply: JSONValue
}

/// A sort of channel account: each lies in a folder of its own under Channels/ and is known by one line of ``ChannelKinds``.
protocol ChannelKind: Sendable {
    /// Its stable name ("sms_aliyun").
    static var kind: String { get }
    /// "sms", "email", "robot", "webhook".
    static var medium: String { get }
    /// Its settings.
    static var fields: [ChannelField] { get }

    /// Sends one message.
    static func send(_ message: OutgoingMessage, _ access: ChannelAccess) async -> SendResult
    /// Whether ``status(_:_:)`` can ever tell.
    static var canTell: Bool { get }
    /// What became of a message whose outcome is unknown; nil when the provider does not know it (yet).
    static func status(_ message: SentMessage, _ access: ChannelAccess) async -> MessageFate?
    /// Reads what the provider pushed to our address; nil when it pushes nothing, or this is nothing of its.
    static func pushed(_ body: JSONValue) -> Pushed?
}

/// A message that was handed over, as a provider is asked about it.
struct SentMessage: Sendable {
    var key: String
    var providerID: String
    var receiver: String
    var sentAt: Instant
}

/// What a provider says became of a message.
enum MessageFate: Sendable, Equatable {
    /// It has it; whether it arrived is not known yet.
    case accepted(String)
    /// It arrived.
    case delivered(String)
    /// It did not arrive.
    case failed(code: String)
}

extension ChannelKind {
    static var canTell: Bool { false }
    static func status(_ message: SentMessage, _ access: ChannelAccess) async -> MessageFate? { nil }
    static func pushed(_ body: JSONValue) -> Pushed? { nil }
}

/// An account with its secrets and the outside world, for the length of one call.
struct ChannelAccess: Sendable {
    let account: ChannelAccount
    let secrets: [String: SecretValue]
    let fields: [ChannelField]
    let http: HTTPSender
    let mail: MailSender
    let clock: WallClock
    let entropy: Entropy

    /// A secret that shows itself only when asked.
    struct SecretValue: Sendable { let reveal: @Sendable () -> String }

    /// A setting or secret, or its standard.
    subscript(name: String) -> String {
        if let secret = secrets[name] { return secret.reveal() }
        let text = account.text(name)
        return text.isEmpty ? fields.first { $0.name == name }?.standard ?? "" : text
    }

    /// Sends a call and turns a missing answer into a result.
    func call(_ call: HTTPCall) async -> Result<HTTPAnswer, SendFailure> {
        do {
            return .success(try await http.send(call))
        } catch let error as OutsideError {
            switch error {
            case .notSent(let text): return .failure(SendFailure(.later(milliseconds: 5_000, code: "not_reached", text: text)))
            case .unknown(let text): return .failure(SendFailure(.unknown(text)))
            case .refused(let text): return .failure(SendFailure(.rejected(code: "address_refused", text: text)))
            }
        } catch {
            return .failure(SendFailure(.unknown("\(error)")))
        }
    }
}

/// A result instead of an answer.
struct SendFailure: Error { let result: SendResult; init(_ result: SendResult) { self.result = result } }

/// Every kind of account, one line each.
enum ChannelKinds {
    static let all: [any ChannelKind.Type] = [
        AliyunSMS.self, TencentSMS.self, SMTPMail.self, SignedWebhook.self, WeComRobot.self, DingTalkRobot.self, FeishuRobot.self,
    ]

    static func named(_ name: String) -> (any ChannelKind.Type)? { all.first { $0.kind == name } }
}
