/// Send one message to one customer (executor: Deliver).
public struct SendMessage: OutboxCommand, Equatable {
    public static let kind = "message.send"
    public static let queue = "messages"

    /// Idempotency key: for journeys hex SHA-256(run, node, iteration); see facts/leads-loyalty.md §F2.12.
    public var key: String
    /// The customer (any of its leaves).
    public var leaf: LeafNumber
    /// The template's number.
    public var template: Int64
    /// Values for the template's variables beyond what the customer's profile gives.
    public var variables: JSONObject
    /// What asked for it: "journey:12/run:345/node:send1", "test:7" …; shown as the reason.
    public var cause: String
    /// Number of the journey run that sends it, so that Deliver can ask whether it still lives; nil otherwise.
    public var run: Int64?
    /// Skips consent, caps and quiet hours (a test send to a person who asked for it).
    public var isTest: Bool

    /// Makes the command.
    public init(
        key: String, leaf: LeafNumber, template: Int64, variables: JSONObject = JSONObject(), cause: String, run: Int64? = nil,
        isTest: Bool = false
    ) {
        self.key = key
        self.leaf = leaf
        self.template = template
        self.variables = variables
        self.cause = cause
        self.run = run
        self.isTest = isTest
    }

    public var json: JSONValue {
        [
            "key": .string(key), "leaf": .int(Int64(leaf.rawValue)), "template": .int(template), "variables": .object(variables),
            "cause": .string(cause), "run": run.map { .int($0) } ?? .null, "test": .bool(isTest),
        ]
    }

    public init(json: JSONValue) throws(LianluError) {
        guard let key = json["key"]?.string, let leaf = json["leaf"]?.int, let template = json["template"]?.int else {
            throw LianluError(.internal, "A stored command message.send cannot be read.")
        }
        self.init(
            key: key, leaf: LeafNumber(UInt32(truncatingIfNeeded: leaf)), template: template,
            variables: json["variables"]?.object ?? JSONObject(), cause: json["cause"]?.string ?? "", run: json["run"]?.int,
            isTest: json["test"]?.bool ?? false)
    }
}
