/// One call to the outside world, as a value: rooms build it, Transport sends it, tests and the sandbox answer it.
public struct HTTPCall: Sendable, Equatable {
    /// "GET", "POST", …
    public var method: String
    /// Absolute address, "https://api.example.com/path?query".
    public var url: String
    /// Header fields in order; names compare without case.
    public var headers: [(name: String, value: String)]
    /// The body's bytes.
    public var body: [UInt8]
    /// After how many milliseconds without an answer the call is given up; its outcome is then unknown.
    public var timeoutMilliseconds: Int64

    /// Makes a call.
    public init(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        timeoutMilliseconds: Int64 = 10_000
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// The first header of that name.
    public func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

    /// Compares all parts.
    public static func == (a: HTTPCall, b: HTTPCall) -> Bool {
        a.method == b.method && a.url == b.url && a.body == b.body && a.timeoutMilliseconds == b.timeoutMilliseconds
            && a.headers.elementsEqual(b.headers, by: { $0.name == $1.name && $0.value == $1.value })
    }
}
