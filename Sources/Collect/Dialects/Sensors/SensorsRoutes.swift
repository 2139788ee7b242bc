/// Sensors Analytics (神策): form posts, the image beacon, and the debug endpoint.
enum Sensors {
    static let dialect = Dialect(
        name: "sensors",
        routes: [
            Dialect.Route(path: "/sa", endpoint: "sa", methods: ["POST", "GET"]),
            Dialect.Route(path: "/sa.gif", endpoint: "gif", methods: ["GET", "POST"]),
            Dialect.Route(path: "/debug", endpoint: "debug", methods: ["POST", "GET"]),
        ],
        recognises: { _ in true },
        parse: parse,
        reply: reply,
        refuse: refuse)
}
