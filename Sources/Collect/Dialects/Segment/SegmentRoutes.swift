/// Segment's HTTP tracking API, which RudderStack, Jitsu and Dittofeed speak too.
enum Segment {
    static let dialect = Dialect(
        name: "segment",
        routes: ["track", "identify", "page", "screen", "group", "alias", "batch", "import"].map {
            Dialect.Route(path: "/v1/\($0)", endpoint: $0)
        },
        recognises: { _ in true },
        parse: parse,
        reply: reply,
        refuse: refuse)
}
