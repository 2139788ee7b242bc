public import Storage
public import Vocabulary

/// The account of every event (收数台账): received = stored + duplicate + rejected + pending, in total and for each source.
///
/// Received and refused-at-the-door come from the inbox, verdicts from the behavioural store at its watermark, pending is the difference, so the sum
/// holds by construction. Read the verdicts *before* the inbox: then pending is exact; in the other order it may for a moment look smaller.
public struct Ledger: Sendable, Equatable {
    /// One line of the account.
    public struct Line: Sendable, Equatable {
        /// In both stores.
        public var stored = 0
        /// Seen before.
        public var duplicate = 0
        /// Refused, by reason name.
        public var reasons: [String: Int] = [:]
        /// Durable, verdict to come.
        public var pending = 0

        /// Refused.
        public var rejected: Int { reasons.values.reduce(0, +) }
        /// Everything that arrived.
        public var received: Int { stored + duplicate + rejected + pending }

        /// An empty line.
        public init() {}

        static func + (a: Line, b: Line) -> Line {
            var sum = a
            sum.stored += b.stored
            sum.duplicate += b.duplicate
            sum.pending += b.pending
            sum.reasons.merge(b.reasons, uniquingKeysWith: +)
            return sum
        }
    }

    /// The whole.
    public let total: Line
    /// By source number; 0 gathers what carried no known key.
    public let sources: [Int32: Line]
    /// When it was drawn up.
    public let asOf: Instant

    /// Draws it up.
    ///
    /// - Parameters:
    ///   - inbox: what the inbox counted.
    ///   - stored: events stored, by source, at the behaviour watermark.
    ///   - duplicate: repeats, by source, at the behaviour watermark.
    ///   - rejected: events refused by the projector, by source and reason, at the behaviour watermark; those refused at the door are the inbox's.
    ///   - asOf: now.
    public init(inbox: InboxStatus, stored: [Int32: Int], duplicate: [Int32: Int], rejected: [Int32: [String: Int]], asOf: Instant) {
        var sources: [Int32: Line] = [:]
        let numbers = Set(inbox.received.keys).union(inbox.rejected.keys).union(stored.keys).union(duplicate.keys).union(rejected.keys)
        for source in numbers {
            var line = Line()
            line.stored = stored[source] ?? 0
            line.duplicate = duplicate[source] ?? 0
            line.reasons = (inbox.rejected[source] ?? [:]).merging(rejected[source] ?? [:], uniquingKeysWith: +).filter { $0.value != 0 }
            line.pending = max(0, (inbox.received[source] ?? 0) - line.received)
            sources[source] = line
        }
        self.sources = sources
        total = sources.values.reduce(Line(), +)
        self.asOf = asOf
    }

    /// The answer of GET /api/ledger; `names` gives the names of sources.
    public func json(names: [Int32: String]) -> JSONValue {
        var object = Self.object(total)
        let lines = Set(sources.keys).union(names.keys).sorted().map { source -> JSONValue in
            var line = JSONObject([.init("id", .int(Int64(source))), .init("name", .string(names[source] ?? ""))])
            for member in Self.object(sources[source] ?? Line()) { line[member.name] = member.value }
            return .object(line)
        }
        object["sources"] = .array(lines)
        object["asOf"] = .string(ISO8601.format(asOf))
        return .object(object)
    }

    private static func object(_ line: Line) -> JSONObject {
        JSONObject([
            .init("received", .int(line.received)), .init("stored", .int(line.stored)), .init("duplicate", .int(line.duplicate)),
            .init("rejected", .int(line.rejected)), .init("pending", .int(line.pending)),
            .init("reasons", .object(JSONObject(line.reasons.sorted { $0.key < $1.key }.map { .init($0.key, .int($0.value)) }))),
        ])
    }
}
