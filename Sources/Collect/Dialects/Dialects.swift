/// The registry: one line per dialect. At a shared path the first that recognises the body takes it, else the last that listens there.
enum Dialects {
    static let all: [Dialect] = [
        Segment.dialect,
        Native.dialect,
        Sensors.dialect,
        PostHog.dialect,
        Mixpanel.dialect,
    ]

    /// Who listens at a path.
    struct Listener: Sendable {
        var dialect: Dialect
        var route: Dialect.Route
    }

    private static let byPath: [String: [Listener]] = {
        var table: [String: [Listener]] = [:]
        for dialect in all {
            for route in dialect.routes { table[route.path, default: []].append(Listener(dialect: dialect, route: route)) }
        }
        return table
    }()

    /// Who listens at this path; a trailing slash does not matter.
    static func listeners(at path: String) -> [Listener] {
        if let found = byPath[path] { return found }
        guard path.count > 1, path.hasSuffix("/") else { return [] }
        return byPath[String(path.dropLast())] ?? []
    }

    /// Every path, for the router of Web and its tests.
    static var paths: [String] { byPath.keys.sorted() }
}
