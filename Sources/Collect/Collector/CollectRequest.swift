/// An ingestion request as a plain value; Web makes it from whatever server it runs on.
public struct CollectRequest: Sendable {
    /// "POST", "GET", "OPTIONS" …, upper case.
    public var method: String
    /// The path without query ("/v1/batch").
    public var path: String
    /// The query without "?", still percent-encoded.
    public var query: String
    /// Header fields by lower-case name.
    public var headers: [String: String]
    /// The body as it came, maybe compressed.
    public var body: [UInt8]
    /// Address of the caller (after trusted proxies), for rate limits.
    public var remote: String

    /// Makes a request from its parts.
    public init(method: String, path: String, query: String = "", headers: [String: String] = [:], body: [UInt8] = [], remote: String = "")
    {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.remote = remote
    }
}
