import Synchronization

/// What the HTTP side counts, and how Prometheus reads it.
public final class WebMetrics: Sendable {
    /// A value read at the moment of scraping.
    public struct Gauge: Sendable {
        var name: String
        var help: String
        var kind: String
        var read: @Sendable () async -> [(labels: String, value: Double)]
    }

    private struct Route: Hashable {
        var method: String
        var path: String
        var status: Int
    }

    private let routes = Mutex<[Route: Counter]>([:])
    private let gauges = Mutex<[Gauge]>([])
    private let latency = Histogram()
    /// How long ingestion requests took until their acknowledgement.
    public let ingestLatency = Histogram()
    /// Ingestion answers by class of status: 2xx, 4xx, 429 and 503, other 5xx.
    public let ingestAccepted = Counter()
    public let ingestRefused = Counter()
    public let ingestPushedBack = Counter()
    public let ingestFailed = Counter()
    /// Body bytes received by ingestion, as sent.
    public let ingestBytes = Counter()

    /// Nothing counted yet.
    public init() {}

    /// Adds a value read when scraped; `kind` is "gauge" or "counter".
    public func add(
        _ name: String, help: String, kind: String = "gauge", read: @escaping @Sendable () async -> [(labels: String, value: Double)]
    ) {
        gauges.withLock { $0.append(Gauge(name: name, help: help, kind: kind, read: read)) }
    }

    /// Counts an answer.
    func answered(route: String, method: String, status: Int, seconds: Double) {
        latency.record(seconds: seconds)
        let key = Route(method: method, path: route, status: status)
        let counter = routes.withLock { map in
            if let counter = map[key] { return counter }
            let counter = Counter()
            if map.count < 5_000 { map[key] = counter }
            return counter
        }
        counter.add()
    }

    /// Counts an ingestion answer.
    func ingested(status: Int, bytes: Int, seconds: Double) {
        ingestBytes.add(bytes)
        ingestLatency.record(seconds: seconds)
        switch status {
        case 200..<400: ingestAccepted.add()
        case 429, 503: ingestPushedBack.add()
        case 400..<500: ingestRefused.add()
        default: ingestFailed.add()
        }
    }

    /// Everything in Prometheus's text format.
    public func text() async -> String {
        var out = "# HELP lianlu_http_requests_total Answers by route and status.\n# TYPE lianlu_http_requests_total counter\n"
        let counted = routes.withLock { $0.map { ($0.key, $0.value.count) } }.sorted {
            ($0.0.path, $0.0.method, $0.0.status) < ($1.0.path, $1.0.method, $1.0.status)
        }
        for (route, count) in counted {
            out +=
                "lianlu_http_requests_total{method=\"\(Self.label(route.method))\",route=\"\(Self.label(route.path))\",status=\"\(route.status)\"} \(count)\n"
        }
        out += "# HELP lianlu_http_request_seconds Time to answer, ingestion excepted.\n# TYPE lianlu_http_request_seconds histogram\n"
        latency.write("lianlu_http_request_seconds", labels: "", into: &out)
        out += "# HELP lianlu_ingest_requests_total Ingestion answers by outcome.\n# TYPE lianlu_ingest_requests_total counter\n"
        for (outcome, counter) in [
            ("accepted", ingestAccepted), ("refused", ingestRefused), ("pushed_back", ingestPushedBack), ("failed", ingestFailed),
        ] { out += "lianlu_ingest_requests_total{outcome=\"\(outcome)\"} \(counter.count)\n" }
        out +=
            "# HELP lianlu_ingest_bytes_total Body bytes as sent.\n# TYPE lianlu_ingest_bytes_total counter\nlianlu_ingest_bytes_total \(ingestBytes.count)\n"
        out += "# HELP lianlu_ingest_request_seconds Time from body to acknowledgement.\n# TYPE lianlu_ingest_request_seconds histogram\n"
        ingestLatency.write("lianlu_ingest_request_seconds", labels: "", into: &out)
        for gauge in gauges.withLock({ $0 }) {
            out += "# HELP \(gauge.name) \(gauge.help)\n# TYPE \(gauge.name) \(gauge.kind)\n"
            for (labels, value) in await gauge.read() {
                let number = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
                out += "\(gauge.name)\(labels.isEmpty ? "" : "{\(labels)}") \(number)\n"
            }
        }
        return out
    }

    static func label(_ text: String) -> String {
        text.contains(where: { $0 == "\"" || $0 == "\\" || $0 == "\n" })
            ? text.filter { $0 != "\"" && $0 != "\\" && $0 != "\n" } : text
    }
}
