public import Behaviour
public import Vocabulary

/// What a question needs to know besides the question: who is one customer, what names mean, what time it is.
public struct AnalyseContext: Sendable {
    /// Where the events are.
    public var store: any BehaviourStore
    /// `canonical[leaf]` stands for the customer of that leaf; leaves past the end stand for themselves.
    public var canonical: [UInt32]
    /// Event names by code.
    public var eventNames: [Int32: String]
    /// Source names by number.
    public var sourceNames: [Int32: String]
    /// Codes that "any event" leaves out (profile-only records, hidden events).
    public var hiddenCodes: Set<Int32>
    /// The present instant.
    public var now: Instant
    /// The project's time zone, where the question names none.
    public var zone: TimeZoneRules
    /// The day on which the project's weeks begin.
    public var weekStart: WeekStart
    /// After this long a question is stopped.
    public var timeLimit: Duration

    /// Makes a context from its parts.
    public init(
        store: any BehaviourStore, canonical: [UInt32], eventNames: [Int32: String], sourceNames: [Int32: String],
        hiddenCodes: Set<Int32> = [],
        now: Instant, zone: TimeZoneRules, weekStart: WeekStart = .monday, timeLimit: Duration = .seconds(60)
    ) {
        self.store = store
        self.canonical = canonical
        self.eventNames = eventNames
        self.sourceNames = sourceNames
        self.hiddenCodes = hiddenCodes
        self.now = now
        self.zone = zone
        self.weekStart = weekStart
        self.timeLimit = timeLimit
    }

    /// Restricts a question to an event name, or to any event that is not hidden.
    func restrict(_ query: inout BucketQuery, to event: String?) {
        if let event {
            query.codes = eventNames.filter { $0.value == event }.map(\.key).sorted()
        } else {
            query.excludedCodes = hiddenCodes.sorted()
        }
        query.timeLimit = timeLimit
    }
}
