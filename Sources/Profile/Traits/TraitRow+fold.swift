import Vocabulary

extension TraitRow {
    /// The value that a customer has for one trait, folded from the rows of all its leaves; nil when there is none.
    ///
    /// Newest set wins, and any claim of a browser gives way to it; sums and list elements newer than it are added to it; set-once counts only where nothing else does, oldest first;
    /// what is older than an unset is void.
    static func fold(_ rows: [TraitRow]) -> TraitRow? {
        if rows.count == 1 { return rows[0].kind == .unset || (rows[0].kind == .claim && rows[0].value.isNull) ? nil : rows[0] }
        let voidThrough = rows.filter { $0.kind == .unset }.map(\.time).max() ?? .min
        let live = rows.filter { $0.kind != .unset && $0.time > voidThrough }
        let base = live.filter { $0.kind == .set }.max { $0.time < $1.time }
        let since = base?.time ?? .min
        let lists = live.filter { $0.kind == .list && $0.time > since }.sorted { $0.time < $1.time }
        let sums = live.filter { $0.kind == .sum && $0.time > since }
        let newestList = lists.last?.time ?? .min
        let newestSum = sums.map(\.time).max() ?? .min
        if let newest = lists.last, newestList >= newestSum {
            let held = base.map { $0.value.array ?? [$0.value] } ?? []
            return TraitRow(.list, .array(unique(held + lists.flatMap { $0.value.array ?? [] })), time: newest.time, source: newest.source)
        }
        if let newest = sums.max(by: { $0.time < $1.time }) {
            let start: JSONValue = base.flatMap { $0.value.double == nil ? nil : $0.value } ?? .int(0)
            return TraitRow(.sum, sums.reduce(start) { sum($0, $1.value) }, time: newest.time, source: newest.source)
        }
        if let base { return base }
        let claim = live.filter { $0.kind == .claim && !$0.value.isNull }.max { $0.time < $1.time }
        return claim ?? live.filter { $0.kind == .once }.min { $0.time < $1.time }
    }
}
