import Storage
import Vocabulary

/// A merge in progress: several runs become one, a bounded piece at a time, each piece in a transaction of its own.
///
/// The output's row says "building" until its last piece, which makes it live and its inputs dead in one transaction. Whatever goes wrong before
/// leaves the inputs untouched and an output that nobody reads.
struct DedupeBuild: Sendable {
    /// One input and how far it was read.
    private struct Input: Sendable {
        var run: DedupeRun
        var nextPage = 0
        var buffer: [Hash128] = []
        var at = 0

        var isRead: Bool { nextPage >= run.pages }
        var waiting: Int { buffer.count - at }
    }

    /// The number of the run being made.
    let id: Int64
    /// Its day.
    let day: Int32
    /// The runs that go into it.
    var inputs: [DedupeRun] { sources.map(\.run) }
    /// Keys it will hold.
    let total: Int
    /// Keys taken so far.
    private(set) var done = 0

    private var sources: [Input]
    private var filter: DedupeFilter
    private var storedParts = 0
    private var pageFirsts: [Hash128] = []
    private var pending: [Hash128] = []
    private var kept: [Hash128]?
    private var page = 0

    /// Plans to merge those runs of one day into run `id`.
    init(id: Int64, of runs: [DedupeRun], inMemoryUpTo limit: Int) {
        self.id = id
        day = runs[0].day
        total = runs.reduce(0) { $0 + $1.count }
        sources = runs.map { Input(run: $0) }
        filter = DedupeFilter(keys: total, seed: DedupeRun.seed(id))
        kept = total <= limit ? [] : nil
    }

    /// Writes the output's row.
    func begin(in tx: any SQLTransaction) throws {
        try tx.execute(
            "INSERT INTO dedupe_run(id, level, day, keys, state, filter, page_firsts) VALUES ($1, $2, $3, $4, 0, $5, $6)",
            [.integer(id), .init(DedupeRun.tier(total)), .init(day), .init(total), .blob([]), .blob([])])
    }

    /// Merges about `budget` keys more. Returns the finished run after the last piece.
    mutating func step(budget: Int, in tx: any SQLTransaction) throws -> DedupeRun? {
        try refill(budget: budget, in: tx)
        let piece = takePiece(share: max(DedupePage.capacity, budget / sources.count))
        done += piece.count
        filter.add(piece)
        kept?.append(contentsOf: piece)
        pending.append(contentsOf: piece)
        let isLast = sources.allSatisfy { $0.isRead && $0.waiting == 0 }
        try writePages(all: isLast, in: tx)
        if kept == nil { try writeParts(all: isLast, upTo: piece.last, in: tx) }
        return isLast ? try finish(in: tx) : nil
    }

    /// Reads on in every input that is running dry, in one trip.
    private mutating func refill(budget: Int, in tx: any SQLTransaction) throws {
        let share = max(DedupePage.capacity, budget / sources.count)
        var sets: [[SQLValue]] = []
        var places: [Int] = []
        for place in sources.indices where !sources[place].isRead && sources[place].waiting < share {
            sources[place].buffer.removeFirst(sources[place].at)
            sources[place].at = 0
            if let keys = sources[place].run.keys {
                sources[place].buffer = keys
                sources[place].nextPage = sources[place].run.pages
                continue
            }
            let pages = (share - sources[place].waiting + DedupePage.capacity - 1) / DedupePage.capacity
            let from = sources[place].nextPage
            let to = min(from + pages, sources[place].run.pages)
            sources[place].nextPage = to
            sets.append([.integer(sources[place].run.id), .init(from), .init(to)])
            places.append(place)
        }
        guard !sets.isEmpty else { return }
        try tx.queryMany("SELECT keys FROM dedupe_page WHERE run = $1 AND page >= $2 AND page < $3 ORDER BY page", sets) { set, row in
            try DedupePage.decode(row.blob(0), into: &sources[places[set]].buffer)
        }
        guard places.allSatisfy({ sources[$0].waiting > 0 }) else { throw DedupePage.damaged }
    }

    /// The sorted keys that no unread page can come before.
    private mutating func takePiece(share: Int) -> [Hash128] {
        var limit: Hash128?
        for source in sources where !source.isRead {
            guard let last = source.buffer.last else { return [] }
            limit = limit.map { min($0, last) } ?? last
        }
        // Inputs wholly in memory would make the piece too long: they bound it too.
        var piece: [Hash128] = []
        var bound = limit
        for source in sources where source.isRead && source.run.keys != nil {
            let last = source.at + share
            guard last < source.buffer.count else { continue }
            bound = bound.map { min($0, source.buffer[last]) } ?? source.buffer[last]
        }
        for place in sources.indices {
            let from = sources[place].at
            let to: Int
            if let bound {
                to = Self.upperBound(of: bound, in: sources[place].buffer, from: from)
            } else {
                to = sources[place].buffer.count
            }
            piece.append(contentsOf: sources[place].buffer[from..<to])
            sources[place].at = to
        }
        piece.sort()
        return piece
    }

    private static func upperBound(of key: Hash128, in keys: [Hash128], from: Int) -> Int {
        var low = from
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if key < keys[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func writePages(all: Bool, in tx: any SQLTransaction) throws {
        var sets: [[SQLValue]] = []
        var from = 0
        while pending.count - from >= DedupePage.capacity || (all && from < pending.count) {
            let to = min(from + DedupePage.capacity, pending.count)
            if kept == nil { pageFirsts.append(pending[from]) }
            sets.append([.integer(id), .init(page), .blob(DedupePage.encode(pending[from..<to]))])
            page += 1
            from = to
        }
        pending.removeFirst(from)
        if !sets.isEmpty { try tx.executeMany("INSERT INTO dedupe_page(run, page, keys) VALUES ($1, $2, $3)", sets) }
    }

    /// Filter parts are pages with negative numbers: part i is page -1 - i.
    private mutating func writeParts(all: Bool, upTo last: Hash128?, in tx: any SQLTransaction) throws {
        let ready = all ? filter.parts : last.map { filter.finalParts(below: $0) } ?? storedParts
        guard ready > storedParts else { return }
        let sets = (storedParts..<ready).map { [SQLValue.integer(id), .init(-1 - $0), .blob(filter.part($0))] }
        try tx.executeMany("INSERT INTO dedupe_page(run, page, keys) VALUES ($1, $2, $3)", sets)
        storedParts = ready
    }

    private func finish(in tx: any SQLTransaction) throws -> DedupeRun {
        guard done == total else { throw DedupePage.damaged }
        try tx.execute(
            "UPDATE dedupe_run SET state = 1, page_firsts = $1 WHERE id = $2", [.blob(DedupePage.encode(pageFirsts)), .integer(id)])
        try tx.executeMany("UPDATE dedupe_run SET state = 2 WHERE id = $1", sources.map { [.integer($0.run.id)] })
        if let kept { return DedupeRun(id: id, day: day, keys: kept) }
        return DedupeRun(id: id, day: day, count: total, filter: filter, pageFirsts: pageFirsts)
    }
}
