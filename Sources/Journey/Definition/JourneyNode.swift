public import Audience
import Vocabulary

/// One step of a journey (节点), checked.
public struct JourneyNode: Sendable, Equatable {
    /// What it does, and where it goes next; "" ends the run.
    public enum Kind: Sendable, Equatable {
        /// Waits exactly so many milliseconds.
        case wait(Int64, next: String)
        /// Waits so many days of the calendar, to a minute of the day: in `zone`, or when that is "" in the customer's or the deployment's.
        case waitCalendar(days: Int, minute: Int, zone: String, next: String)
        /// Waits for an event, or until so many milliseconds are over.
        case waitEvent(EventMatch, timeout: Int64, matched: String, timedOut: String)
        /// Looks at the customer.
        case condition(AudienceRule, yes: String, no: String)
        /// Sends a message.
        case send(template: Int64, next: String)
        /// Puts the customer on the list of a slot for so many hours; without `content` any of its contents.
        case slot(key: String, content: Int64?, hours: Int64, next: String)
        /// Puts a tag on or takes it off.
        case tag(name: String, group: String, on: Bool, next: String)
        /// Makes the customer a lead: of that salesperson, or as the rules decide.
        case assign(salesperson: Int64?, note: String, next: String)
        /// Calls a webhook.
        case webhook(channel: Int64, event: String, next: String)
        /// Divides by hash of the run's key; `share` of B in ten-thousandths.
        case split(share: Int, a: String, b: String)
        /// Ends the run.
        case exit
    }

    /// Names of all types, in the order a palette shows them.
    public static let types = [
        "wait", "wait_until", "wait_for_event", "condition", "split", "send", "slot", "tag", "assign", "webhook", "exit",
    ]

    /// Its id, unique in the journey.
    public var id: String
    /// What it does.
    public var kind: Kind

    /// Where it may go.
    public var next: [String] {
        switch kind {
        case .wait(_, let next), .waitCalendar(_, _, _, let next), .send(_, let next), .slot(_, _, _, let next), .tag(_, _, _, let next),
            .assign(_, _, let next), .webhook(_, _, let next):
            [next]
        case .waitEvent(_, _, let a, let b), .condition(_, let a, let b), .split(_, let a, let b): [a, b]
        case .exit: []
        }
    }

    /// Whether time passes in it.
    public var isWait: Bool {
        switch kind {
        case .wait, .waitCalendar, .waitEvent: true
        default: false
        }
    }

    init(_ json: JSONValue, at place: String) throws(LianluError) {
        func wrong(_ name: String, _ what: String) -> LianluError {
            LianluError(.badRequest, "\(place).\(name) \(what).", hint: "docs/journeys.md lists the fields of each node.")
        }
        func text(_ name: String) -> String { json[name]?.string ?? "" }
        func number(_ name: String, _ range: ClosedRange<Int64>) throws(LianluError) -> Int64 {
            guard let value = json[name]?.int, range.contains(value) else {
                throw wrong(name, "is not a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
        func length() throws(LianluError) -> Int64 {
            if let seconds = json["seconds"]?.int {
                guard (1...31_536_000).contains(seconds) else { throw wrong("seconds", "is not from 1 to 31536000") }
                return seconds * 1000
            }
            return try number("minutes", 1...525_600) * 60_000
        }
        id = text("id")
        guard (1...40).contains(id.utf8.count),
            id.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || $0 == 0x5F || $0 == 0x2D })
        else { throw wrong("id", "is missing, longer than 40 or has other characters than a–z, A–Z, 0–9, _ and -") }
        switch text("type") {
        case "wait": kind = .wait(try length(), next: text("next"))
        case "wait_until":
            let parts = text("at").split(separator: ":").compactMap { Int($0) }
            guard parts.count == 2, (0...23).contains(parts[0]), (0...59).contains(parts[1]) else {
                throw wrong("at", "is not a time of day like 09:30")
            }
            let zone = text("zone")
            if !zone.isEmpty { _ = try JourneyDefinition.zone(zone, at: place) }
            kind = .waitCalendar(days: Int(try number("days", 0...365)), minute: parts[0] * 60 + parts[1], zone: zone, next: text("next"))
        case "wait_for_event":
            kind = .waitEvent(try EventMatch(json, at: place), timeout: try length(), matched: text("matched"), timedOut: text("timeout"))
        case "condition":
            guard let rule = json["rule"] else { throw wrong("rule", "is missing") }
            kind = .condition(try AudienceRule(parsing: rule, at: "\(place).rule"), yes: text("yes"), no: text("no"))
        case "send": kind = .send(template: try number("template", 1...Int64(Int32.max)), next: text("next"))
        case "slot":
            guard !text("slot").isEmpty else { throw wrong("slot", "is missing") }
            kind = .slot(key: text("slot"), content: json["content"]?.int, hours: json["hours"]?.int ?? 168, next: text("next"))
        case "tag":
            guard !text("tag").isEmpty, text("tag").utf8.count <= 200 else { throw wrong("tag", "is missing or too long") }
            kind = .tag(name: text("tag"), group: text("group"), on: json["on"]?.bool ?? true, next: text("next"))
        case "assign": kind = .assign(salesperson: json["salesperson"]?.int, note: text("note"), next: text("next"))
        case "webhook":
            kind = .webhook(
                channel: try number("channel", 1...Int64(Int32.max)), event: text("event").isEmpty ? "journey" : text("event"),
                next: text("next"))
        case "split": kind = .split(share: Int(try number("share", 1...9_999)), a: text("a"), b: text("b"))
        case "exit": kind = .exit
        case let other: throw wrong("type", "“\(other.prefix(20))” is unknown; use one of: \(Self.types.joined(separator: ", "))")
        }
    }
}

/// An event that is waited for, entered by, or ends a run.
public struct EventMatch: Sendable, Equatable {
    /// Its name.
    public var event: String
    /// Conditions on its properties.
    public var conditions: [PropertyCondition]

    init(_ json: JSONValue, at place: String) throws(LianluError) {
        event = json["event"]?.string ?? ""
        guard !event.isEmpty else { throw LianluError(.badRequest, "\(place).event is missing.", hint: "Name the event.") }
        conditions = []
        for (index, item) in (json["where"]?.array ?? []).enumerated() {
            conditions.append(try PropertyCondition(item, at: "\(place).where[\(index)]"))
        }
    }

    /// Whether an event is one.
    func fits(_ event: IncomingEvent, _ properties: JSONValue) -> Bool {
        event.name == self.event && conditions.allSatisfy { $0.holds(properties) }
    }
}
