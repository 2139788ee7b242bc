/// Which runs to merge next; pure.
///
/// Runs of the present day merge eight to one by size, so a key is rewritten once per power of eight. Runs of past days are gathered until each
/// is larger than all smaller ones together: a day ends as one run, or nearly.
enum DedupePlan {
    /// Runs of one size that are worth merging.
    static let fanIn = 8
    /// The most runs one merge takes.
    static let mostInputs = 64

    /// The runs to merge into one, or nil when all is well.
    static func next(_ runs: [DedupeRun], today: Int32) -> [DedupeRun]? {
        let days = Dictionary(grouping: runs, by: \.day)
        for day in days.keys.sorted(by: >) {
            guard let ofDay = days[day], ofDay.count > 1 else { continue }
            if let bySize = sameSize(ofDay) { return bySize }
            if day < today, let rest = remainder(ofDay) { return rest }
        }
        return nil
    }

    /// The smallest runs when eight have one size.
    private static func sameSize(_ runs: [DedupeRun]) -> [DedupeRun]? {
        guard runs.count >= fanIn else { return nil }
        let tiers = Dictionary(grouping: runs, by: \.tier)
        for tier in tiers.keys.sorted() {
            guard let found = tiers[tier], found.count >= fanIn else { continue }
            return Array(found.sorted { $0.id < $1.id }.prefix(mostInputs))
        }
        return nil
    }

    /// The runs of a past day from the first that is no larger than all smaller ones together.
    private static func remainder(_ runs: [DedupeRun]) -> [DedupeRun]? {
        let sorted = runs.sorted { $0.count == $1.count ? $0.id < $1.id : $0.count > $1.count }
        var smaller = sorted.reduce(0) { $0 + $1.count }
        for (place, run) in sorted.enumerated().dropLast() {
            smaller -= run.count
            if run.count <= smaller { return Array(sorted[place...].suffix(mostInputs)) }
        }
        return nil
    }
}
