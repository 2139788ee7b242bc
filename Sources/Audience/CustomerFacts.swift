import Identify
public import Profile
public import Storage
public import Vocabulary

/// What rules look at: one customer, folded over its leaves, at one moment.
public struct CustomerFacts: Sendable {
    /// The moment.
    public var now: Instant
    /// Traits by name.
    public var traits = JSONObject()
    /// Tags it has.
    public var tags: [(name: String, group: String)] = []
    /// Newest statement per purpose.
    public var consent: [String: Bool] = [:]
    /// Kinds of identifier it is known by.
    public var kinds: Set<String> = []
    /// Where it was seen.
    public var channels: Set<Channel> = []
    /// Orders that were not cancelled: when, and their total in fen.
    public var orders: [(time: Instant, fen: Int64)] = []
    /// How often each event condition was met.
    public var counts: [EventCondition: Int] = [:]

    /// Nothing known.
    public init(now: Instant) { self.now = now }

    /// Reads a customer from the operational store; event counts are added by ``FactReader``.
    public init(_ customer: LeafNumber, reader: ProfileReader, now: Instant, in tx: any SQLTransaction) throws {
        self.now = now
        let profile = try reader.profile(customer, in: tx)
        traits = profile.traits
        if traits["name"] == nil, let name = profile.summary.name { traits["name"] = .string(name) }
        tags = profile.summary.tags.map { ($0.name, $0.group) }
        for statement in profile.consent { consent[statement.purpose] = statement.isGranted }
        kinds = Set(profile.summary.identifiers.map(\.identifier.kind.rawValue))
        channels = Set(profile.summary.channels)
        var found: [(time: Instant, fen: Int64)] = []
        try tx.queryMany(
            "SELECT placed_at, total_fen FROM purchase WHERE leaf = $1 AND status <> 'cancelled'", profile.leaves.map { [SQLValue($0.rawValue)] }
        ) { _, row in found.append((Instant(milliseconds: row.integer(0)), row.integer(1))) }
        orders = found
    }
}
