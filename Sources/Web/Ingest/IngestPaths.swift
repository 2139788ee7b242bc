import Collect

/// The addresses at which events arrive; everything else goes to the API and the console.
enum IngestPaths {
    private static let known = Set(Collector.paths.map { Substring($0) })

    /// A target that is one of ours.
    struct Match: Sendable {
        /// Without query and trailing slash.
        var path: Substring
        /// Without "?", still percent-encoded.
        var query: Substring
    }

    /// Path and query of a target, when it is one of ours.
    static func match(_ target: String) -> Match? {
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
        var path = target[..<(mark ?? target.endIndex)]
        if path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        guard known.contains(path) else { return nil }
        guard let mark else { return Match(path: path, query: "") }
        return Match(path: path, query: target[target.utf8.index(after: mark)...])
    }
}
