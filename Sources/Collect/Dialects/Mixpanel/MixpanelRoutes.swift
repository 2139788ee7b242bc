import Vocabulary

/// Mixpanel: events, people, groups and import.
enum Mixpanel {
    static let dialect = Dialect(
        name: "mixpanel",
        routes: ["track", "engage", "groups", "import"].map { Dialect.Route(path: "/\($0)", endpoint: $0, methods: ["POST", "GET"]) },
        recognises: { _ in true },
        parse: parse,
        reply: reply,
        refuse: refuse)
}
