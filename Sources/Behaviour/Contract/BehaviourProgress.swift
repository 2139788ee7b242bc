/// How far the behavioural store has come; recorded by INSERT in the same transaction as the events.
public struct BehaviourProgress: Sendable, Equatable {
    /// The last inbox batch whose events are stored; 0 when none.
    public var batch: Int64
    /// Events stored since the beginning, by source number.
    public var stored: [Int32: Int]
    /// Events found to be repeats since the beginning, by source number.
    public var duplicate: [Int32: Int]
    /// Events refused by the projector since the beginning, by source number and reason name.
    public var rejected: [Int32: [String: Int]]

    /// Nothing stored yet.
    public init() {
        batch = 0
        stored = [:]
        duplicate = [:]
        rejected = [:]
    }
}
