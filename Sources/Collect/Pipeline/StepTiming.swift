/// Time spent in one step since the start.
public struct StepTiming: Sendable, Equatable {
    /// The step's name.
    public var name: String
    /// Nanoseconds.
    public var nanoseconds: Int64 = 0
    /// Records that went through.
    public var events: Int64 = 0

    init(name: String) { self.name = name }

    mutating func add(_ other: StepTiming) {
        nanoseconds += other.nanoseconds
        events += other.events
    }
}
