import Vocabulary

/// The pages read last, bounded; the oldest half goes when full.
struct DedupePageCache: Sendable {
    /// Where a page is.
    struct Place: Hashable, Sendable {
        var run: Int64
        var page: Int
    }

    /// The most pages of one half (4 KiB each).
    static let halfCapacity = 512

    private var young: [Place: [Hash128]] = [:]
    private var old: [Place: [Hash128]] = [:]

    /// Bytes held, about.
    var bytes: Int { (young.count + old.count) * (DedupePage.capacity * 16 + 96) }

    /// The page, when it is here.
    mutating func page(_ place: Place) -> [Hash128]? {
        if let found = young[place] { return found }
        guard let found = old[place] else { return nil }
        insert(found, at: place)
        return found
    }

    /// Keeps a page.
    mutating func insert(_ keys: [Hash128], at place: Place) {
        if young.count >= Self.halfCapacity {
            old = young
            young = [:]
        }
        young[place] = keys
    }

    /// Forgets everything; run numbers are never used twice, so only memory is gained.
    mutating func removeAll() {
        young = [:]
        old = [:]
    }
}
