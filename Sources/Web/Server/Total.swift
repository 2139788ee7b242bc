import Vocabulary

/// How many things a list holds on all its pages, counted no further than is cheap.
struct Total: Sendable {
    /// Counting stops here; people read "10,000+".
    static let most = 10_000

    /// The count, at most ``most``.
    var count: Int
    /// Whether there are more.
    var isAtLeast: Bool

    /// From a count that stopped after `most` + 1.
    init(counted: Int) {
        count = min(counted, Self.most)
        isAtLeast = counted > Self.most
    }

    /// Members of a list's answer: `total` and, where counting stopped, `totalIsAtLeast`.
    var members: [(String, JSONValue)] { [("total", .int(count)), ("totalIsAtLeast", .bool(isAtLeast))] }
}
