public import Vocabulary

/// What an admin may set for the whole deployment. Every field has a default, so an empty folder needs no settings.
public struct Settings: Sendable, Equatable {
    /// Name of the brand, shown in the console.
    public var name = "Lianlu"
    /// IANA time zone in which days begin and bare dates are read.
    public var timeZone = "Asia/Shanghai"
    /// First day of the week.
    public var weekStart = WeekStart.monday
    /// Interface language of accounts that have not chosen one.
    public var locale = "zh-Hans"
    /// For how many days repeated message ids are recognised.
    public var dedupeDays = 30
    /// Payload bytes that may wait in the inbox before callers get 503.
    public var inboxCapBytes = 512 << 20
    /// How each kind of identifier is believed.
    public var identity: [IdentityKind] = []
    /// For how many days things are kept; 0 keeps them for ever.
    public var retention = Retention()

    /// How one kind of identifier is believed.
    public struct IdentityKind: Sendable, Equatable {
        /// The kind ("phone").
        public var kind: String
        /// "strong", "medium" or "weak" from a trusted source.
        public var strength: String
        /// Whether one customer has at most one of them: two that differ are a conflict.
        public var exclusive: Bool

        /// Makes one from its parts.
        public init(kind: String, strength: String, exclusive: Bool) {
            self.kind = kind
            self.strength = strength
            self.exclusive = exclusive
        }
    }

    /// For how many days things are kept; 0 keeps them for ever.
    public struct Retention: Sendable, Equatable {
        /// Events, by their own time: older ones leave the behavioural store and with it every analysis and timeline. Orders, traits, tags and
        /// the figures of customers (first and last seen, number of events) stay.
        public var eventDays = 0
        /// Entries of the audit log.
        public var auditDays = 0
        /// Uploaded files of imports that ended.
        public var importDays = 30
        /// Runs of journeys that ended, with their steps; at least 7, so that no message of a run still waits.
        public var runDays = 400
        /// The defaults.
        public init() {}
    }

    /// The defaults.
    public init() {}
}
