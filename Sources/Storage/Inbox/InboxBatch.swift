/// One durable row of the inbox.
public struct InboxBatch: Sendable {
    /// Its place in the order; dense, from 1.
    public var sequence: Int64
    /// ``EventCodec`` records of all requests that were flushed together.
    public var payload: [UInt8]
    /// How many events that is.
    public var count: Int

    /// Makes a batch from its parts.
    public init(sequence: Int64, payload: [UInt8], count: Int) {
        self.sequence = sequence
        self.payload = payload
        self.count = count
    }
}
