/// What the outside world answered.
public struct HTTPAnswer: Sendable {
    /// The status, 100…599.
    public var status: Int
    /// Header fields in order.
    public var headers: [(name: String, value: String)]
    /// The body's bytes, cut off at the sender's limit.
    public var body: [UInt8]

    /// Makes an answer.
    public init(_ status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name.
    public func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
    /// The body as JSON, or nil.
    public var json: JSONValue? { try? JSONValue(parsing: body) }
}
