/// The inbox's part of the ledger and its fill.
public struct InboxStatus: Sendable, Equatable {
    /// Events received (accepted or refused) since the beginning, by source number.
    public var received: [Int32: Int]
    /// Events refused at the door since the beginning, by source number and reason name.
    public var rejected: [Int32: [String: Int]]
    /// Payload bytes waiting.
    public var waitingBytes: Int
    /// The most payload bytes that may wait.
    public var capBytes: Int
    /// The newest sequence number given; 0 when none.
    public var lastSequence: Int64
    /// Batches waiting.
    public var waitingBatches: Int
    /// Why the last flush failed (disk full, read-only), or nil when all is well.
    public var failure: String?

    /// Nothing received yet.
    public init(capBytes: Int) {
        received = [:]
        rejected = [:]
        waitingBytes = 0
        self.capBytes = capBytes
        lastSequence = 0
        waitingBatches = 0
        failure = nil
    }
}
