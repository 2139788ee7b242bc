/// A job that is added again and again at set times.
public struct CronEntry: Sendable {
    /// Its name; one entry per name.
    public var name: String
    /// When (``CronExpression``).
    public var expression: String
    /// The IANA time zone the expression is meant in.
    public var timeZone: String
    /// What is added each time. Its unique key and due moment are set by cron: while one still waits or runs, no second is added.
    public var job: NewJob

    /// Describes an entry.
    public init(name: String, expression: String, timeZone: String, job: NewJob) {
        self.name = name
        self.expression = expression
        self.timeZone = timeZone
        self.job = job
    }
}
