/// The names that stand behind the numbers of stored events.
public struct ExportNames: Sendable {
    /// Event names by code.
    public var events: [Int32: String]
    /// Source names by number.
    public var sources: [Int32: String]

    /// Makes names from their parts.
    public init(events: [Int32: String], sources: [Int32: String]) {
        self.events = events
        self.sources = sources
    }
}
