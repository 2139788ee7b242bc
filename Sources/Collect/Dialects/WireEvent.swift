import Vocabulary

/// One record on its way through the door: what a dialect read, then what the pipeline's steps make of it.
struct WireEvent: Sendable {
    /// A reason to refuse the record that the dialect itself found.
    struct Fault: Sendable, Equatable {
        var reason: DropReason
        var detail: String
    }

    /// What makes two deliveries of this record the same.
    enum Sameness: Sendable {
        /// The sender's message id.
        case messageID
        /// These bytes of the request: the record as sent.
        case record
        /// A text the dialect put together.
        case text(String)
    }

    /// The event as it will be stored; steps fill in source, trust, key and times.
    var event: IncomingEvent
    /// Place in the request, from 0.
    var position: Int
    /// Where the record stands in the text of the request.
    var record: Range<Int>
    /// When it happened by the sender's clock; nil = now.
    var time: Instant?
    /// How long before the request it happened, in ms, of senders without a clock to trust.
    var ageMs: Int64?
    /// When it was sent by the sender's clock, when the record says so itself.
    var sentAt: Instant?
    /// Whether the sender wants its clock corrected.
    var correctsSkew = true
    /// Address of the page.
    var url: String?
    /// Address of the page before.
    var referrer: String?
    /// User agent named in the record.
    var userAgent: String?
    /// SDK that made the record ("js", "posthog-python").
    var library: String?
    /// Channel named by the record.
    var channel: Channel?
    /// Hex HMAC of the user id by the site's own server.
    var userHash: String?
    /// Key named by the record itself, when its dialect allows one per record.
    var key: String?
    /// How many properties were sent.
    var propertyCount = 0
    /// What to de-duplicate by.
    var sameness = Sameness.record
    /// Set when the record cannot be taken.
    var fault: Fault?

    init(_ name: String, position: Int, record: Range<Int>) {
        let epoch = Instant(milliseconds: 0)
        event = IncomingEvent(
            name: name, dedupeKey: Hash128(high: 0, low: 0), source: 0, channel: .other, trust: .claimed, time: epoch, receivedAt: epoch)
        self.position = position
        self.record = record
    }

    /// Notes the first reason to refuse.
    mutating func fail(_ reason: DropReason, _ detail: String = "") {
        if fault == nil { fault = Fault(reason: reason, detail: detail) }
    }

    /// Adds an identifier unless it is empty or there already; the value may be any JSON scalar.
    mutating func identify(_ kind: IdentifierKind, _ value: String?, scope: String = "") {
        guard let value, !value.isEmpty else { return }
        let identifier = Identifier(kind, value, scope: scope)
        if !event.identifiers.contains(identifier) { event.identifiers.append(identifier) }
    }

    /// Takes the message id, when it is not empty, for the key.
    mutating func setMessageID(_ id: String?) {
        guard let id, !id.isEmpty else { return }
        event.messageID = id
        sameness = .messageID
    }
}
