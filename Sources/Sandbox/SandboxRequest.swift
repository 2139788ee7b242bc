public import Vocabulary

/// A call as a stand-in sees it: everything behind `/sandbox/<platform>`.
public struct SandboxRequest: Sendable {
    /// "GET", "POST".
    public var method: String
    /// Path behind the platform's name, "/v3.0/user_actions/add".
    public var path: String
    /// Decoded query items in order.
    public var query: [(name: String, value: String)]
    /// Header fields; names in lower case.
    public var headers: [String: String]
    /// The body's bytes.
    public var body: [UInt8]

    /// Makes a request.
    public init(
        method: String, path: String, query: [(name: String, value: String)] = [], headers: [String: String] = [:], body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The first query item of that name.
    public func item(_ name: String) -> String? { query.first { $0.name == name }?.value }
    /// The body as JSON, or nil.
    public var json: JSONValue? { try? JSONValue(parsing: body) }
}
