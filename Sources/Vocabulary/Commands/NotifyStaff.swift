/// Tell a member of the staff something (executor: Deliver): a robot in a group, SMS, e-mail or webhook, as the person's notification settings say.
public struct NotifyStaff: OutboxCommand, Equatable {
    public static let kind = "staff.notify"
    public static let queue = "notifications"

    /// Idempotency key ("lead:12/assignment:3").
    public var key: String
    /// What happened: "lead_assigned", "lead_reminder", "lead_escalated", "lead_pooled".
    public var event: String
    /// Where to: numbers of channel accounts (robots, SMS, SMTP, webhook).
    public var channels: [Int64]
    /// The person's phone for SMS and @-mentions; empty when unknown.
    public var phone: String
    /// The person's e-mail; empty when unknown.
    public var email: String
    /// Short headline.
    public var title: String
    /// Text in plain words; no customer's phone number in clear.
    public var text: String
    /// Path in the console ("/leads/12"); Deliver puts the deployment's address before it.
    public var path: String

    /// Makes the command.
    public init(
        key: String, event: String, channels: [Int64], phone: String = "", email: String = "", title: String, text: String, path: String
    ) {
        self.key = key
        self.event = event
        self.channels = channels
        self.phone = phone
        self.email = email
        self.title = title
        self.text = text
        self.path = path
    }

    public var json: JSONValue {
        [
            "key": .string(key), "event": .string(event), "channels": .array(channels.map { .int($0) }), "phone": .string(phone),
            "email": .string(email), "title": .string(title), "text": .string(text), "path": .string(path),
        ]
    }

    public init(json: JSONValue) throws(LianluError) {
        guard let key = json["key"]?.string, let event = json["event"]?.string else {
            throw LianluError(.internal, "A stored command staff.notify cannot be read.")
        }
        self.init(
            key: key, event: event, channels: json["channels"]?.array?.compactMap(\.int) ?? [], phone: json["phone"]?.string ?? "",
            email: json["email"]?.string ?? "", title: json["title"]?.string ?? "", text: json["text"]?.string ?? "",
            path: json["path"]?.string ?? "")
    }
}
