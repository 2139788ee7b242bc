/// Call a signed webhook about one customer (executor: Deliver).
public struct CallWebhook: OutboxCommand, Equatable {
    public static let kind = "webhook.call"
    public static let queue = "webhooks"

    /// Idempotency key; sent along as the delivery's id.
    public var key: String
    /// Number of the channel account of kind webhook.
    public var channel: Int64
    /// The customer (any of its leaves).
    public var leaf: LeafNumber
    /// What it is called ("journey.node").
    public var event: String
    /// The body's `data`.
    public var data: JSONObject
    /// Number of the journey run behind it, so that Deliver can ask whether it still lives; nil otherwise.
    public var run: Int64?

    /// Makes the command.
    public init(key: String, channel: Int64, leaf: LeafNumber, event: String, data: JSONObject, run: Int64? = nil) {
        self.key = key
        self.channel = channel
        self.leaf = leaf
        self.event = event
        self.data = data
        self.run = run
    }

    public var json: JSONValue {
        [
            "key": .string(key), "channel": .int(channel), "leaf": .int(Int64(leaf.rawValue)), "event": .string(event),
            "data": .object(data), "run": run.map { .int($0) } ?? .null,
        ]
    }

    public init(json: JSONValue) throws(LianluError) {
        guard let key = json["key"]?.string, let channel = json["channel"]?.int, let leaf = json["leaf"]?.int else {
            throw LianluError(.internal, "A stored command webhook.call cannot be read.")
        }
        self.init(
            key: key, channel: channel, leaf: LeafNumber(UInt32(truncatingIfNeeded: leaf)), event: json["event"]?.string ?? "",
            data: json["data"]?.object ?? JSONObject(), run: json["run"]?.int)
    }
}
