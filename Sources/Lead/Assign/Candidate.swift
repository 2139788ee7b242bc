import Vocabulary

/// A salesperson seen from one lead: what stands in the way, and what speaks for them. Everything a choice is made of, so that it can be made again.
public struct Candidate: Sendable, Equatable {
    /// The salesperson.
    public var id: Int64
    /// Their name at the time.
    public var name: String
    /// Why they cannot get it: ACTIVE, TERRITORY, SKILL, SHIFT, LEAVE, PRESENCE, CAPACITY, DAILY_CAP, COOLDOWN; empty when they can.
    public var blocked: [String]
    /// Share they are due, in thousandths of a full-time person.
    public var weight: Int64
    /// Open leads now.
    public var load: Int64
    /// Open leads they can have.
    public var capacity: Int64
    /// Running value of round robin before this choice.
    public var turn: Int64
    /// Milliseconds since they last got a lead; nil for never.
    public var idle: Int64?
    /// Leads so far.
    public var leads: Int64
    /// Probability with which they were chosen.
    public var probability: Double

    /// Whether nothing stands in the way.
    public var isFree: Bool { blocked.isEmpty }

    var json: JSONValue {
        [
            "salesperson": .int(id), "name": .string(name), "blocked": .strings(blocked), "weight": .int(weight), "load": .int(load),
            "capacity": .int(capacity), "turn": .int(turn), "idleMs": .optional(idle), "leads": .int(leads), "p": .double(probability),
        ]
    }

    init(
        id: Int64, name: String, blocked: [String], weight: Int64, load: Int64, capacity: Int64, turn: Int64, idle: Int64?, leads: Int64
    ) {
        self.id = id
        self.name = name
        self.blocked = blocked
        self.weight = weight
        self.load = load
        self.capacity = capacity
        self.turn = turn
        self.idle = idle
        self.leads = leads
        probability = 0
    }

    /// Reads a stored candidate.
    init?(_ json: JSONValue) {
        guard let id = json["salesperson"]?.int else { return nil }
        self.init(
            id: id, name: json["name"]?.string ?? "", blocked: (json["blocked"]?.array ?? []).compactMap(\.string),
            weight: json["weight"]?.int ?? 0, load: json["load"]?.int ?? 0, capacity: json["capacity"]?.int ?? 0,
            turn: json["turn"]?.int ?? 0,
            idle: json["idleMs"]?.int, leads: json["leads"]?.int ?? 0)
        probability = json["p"]?.double ?? 0
    }
}
