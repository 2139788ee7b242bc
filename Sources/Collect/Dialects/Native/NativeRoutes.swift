/// Lianlu's own protocol: JSON or NDJSON in, one result per event out.
enum Native {
    static let dialect = Dialect(
        name: "native",
        routes: [Dialect.Route(path: "/api/ingest/events", endpoint: "events")],
        recognises: { _ in true },
        parse: parse,
        reply: reply,
        refuse: refuse)
}
