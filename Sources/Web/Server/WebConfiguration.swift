/// How the HTTP side behaves.
public struct WebConfiguration: Sendable {
    /// Shown in answers and used for secure cookies; "https://…" when a proxy in front speaks TLS. nil: taken from the request.
    public var publicURL: String?
    /// How people on this machine reach it; used in links made through the Unix socket while ``publicURL`` is nil.
    public var listenURL = "http://localhost"
    /// Whether X-Forwarded-For and X-Forwarded-Proto come from a proxy of ours and may be believed.
    public var trustsProxy = false
    /// Folder with the built console, or nil.
    public var consoleFolder: String?
    /// Version of the program.
    public var version = "0"
    /// Whether this deployment shows sample data.
    public var demo = false
    /// API requests a caller may make a second, on average.
    public var requestsPerSecond = 200.0
    /// API requests a caller may make at once.
    public var requestBurst = 2000.0
    /// Sign-in attempts an address may make a minute, on average.
    public var signInsPerMinute = 20.0
    /// Requests of public pages, forms and decisions an address may make a second, on average; many people share one address behind a carrier.
    public var visitsPerSecond = 100.0
    /// The same at once.
    public var visitBurst = 1000.0
    /// Largest body of an ingestion request, as sent (compressed).
    public var ingestBodyBytes = 20 << 20
    /// Largest uploaded file of an import.
    public var importBytes = 200 << 20

    /// The defaults.
    public init() {}

    var isSecure: Bool { publicURL?.hasPrefix("https://") ?? false }
}
