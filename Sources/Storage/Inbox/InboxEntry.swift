/// What one accepted request puts into the inbox.
public struct InboxEntry: Sendable {
    /// ``EventCodec`` records one after the other.
    public var payload: [UInt8]
    /// How many events the payload holds, by source number.
    public var accepted: [Int32: Int]
    /// How many events were refused, by source number and reason name.
    public var rejected: [Int32: [String: Int]]

    /// Makes an entry from its parts.
    public init(payload: [UInt8], accepted: [Int32: Int], rejected: [Int32: [String: Int]]) {
        self.payload = payload
        self.accepted = accepted
        self.rejected = rejected
    }
}
