import Storage
import Vocabulary

extension DedupeState {
    /// See ``Deduplicator/firstSeen(_:in:)``.
    mutating func firstSeen(_ keys: [(key: Hash128, day: Int32)], in tx: any SQLTransaction) throws -> [Bool] {
        var answer = [Bool](repeating: false, count: keys.count)
        guard !keys.isEmpty else { return answer }
        counters.lookups += keys.count
        var probes = keys.enumerated().map { DedupeProbe(key: $1.key, index: Int32(truncatingIfNeeded: $0), day: $1.day) }
        probes.sort()
        // Repeats inside the list: the first by place stays.
        var last: Hash128?
        probes.removeAll { probe in
            defer { last = probe.key }
            return probe.key == last
        }
        var known = [Bool](repeating: false, count: probes.count)
        try look(up: probes, in: tx, known: &known)
        var byDay: [Int32: [Hash128]] = [:]
        for (place, probe) in probes.enumerated() where !known[place] {
            answer[Int(probe.index)] = true
            byDay[probe.day, default: []].append(probe.key)
            today = max(today, probe.day)
        }
        for (day, fresh) in byDay.sorted(by: { $0.key < $1.key }) { try write(fresh, day: day, in: tx) }
        counters.duplicates += keys.count - byDay.values.reduce(0) { $0 + $1.count }
        return answer
    }

    /// Marks the sorted, distinct keys that a run holds.
    private mutating func look(up probes: [DedupeProbe], in tx: any SQLTransaction, known: inout [Bool]) throws {
        var wanted: [DedupePageCache.Place: [Int]] = [:]
        probes.withUnsafeBufferPointer { probes in
            known.withUnsafeMutableBufferPointer { known in
                for run in staged.runs.reversed() + runs.reversed() {
                    run.filter.passing(probes) { place in
                        if known[place] { return }
                        if let keys = run.keys {
                            if DedupePage.contains(probes[place].key, in: keys) { known[place] = true }
                        } else if let page = run.page(of: probes[place].key) {
                            wanted[DedupePageCache.Place(run: run.id, page: page), default: []].append(place)
                        }
                    }
                }
            }
        }
        guard !wanted.isEmpty else { return }
        var missing: [(place: DedupePageCache.Place, probes: [Int])] = []
        for (place, asking) in wanted {
            let open = asking.filter { !known[$0] }
            if open.isEmpty { continue }
            if let page = cache.page(place) {
                for index in open where DedupePage.contains(probes[index].key, in: page) { known[index] = true }
            } else {
                missing.append((place, open))
            }
        }
        guard !missing.isEmpty else { return }
        // In the order of the store, which reads it best.
        missing.sort { ($0.place.run, $0.place.page) < ($1.place.run, $1.place.page) }
        var reads = 0
        var useful = 0
        try tx.queryMany(
            "SELECT keys FROM dedupe_page WHERE run = $1 AND page = $2", missing.map { [.integer($0.place.run), .init($0.place.page)] }
        ) { set, row in
            let page = try DedupePage.decode(row.blob(0))
            reads += 1
            var hit = false
            for index in missing[set].probes where DedupePage.contains(probes[index].key, in: page) {
                known[index] = true
                hit = true
            }
            if hit { useful += 1 }
            cache.insert(page, at: missing[set].place)
        }
        // A page that is not there would let a repeat through in silence.
        guard reads == missing.count else { throw DedupePage.damaged }
        counters.pageReads += reads
        counters.falsePageReads += reads - useful
    }

    /// Writes new sorted keys as one run.
    private mutating func write(_ keys: [Hash128], day: Int32, in tx: any SQLTransaction) throws {
        var from = 0
        while from < keys.count {
            // One enormous call becomes several runs, each small enough for memory.
            let to = min(keys.count, from + limits.largestInMemory)
            let run = DedupeRun(id: nextRun, day: day, keys: from == 0 && to == keys.count ? keys : Array(keys[from..<to]))
            nextRun += 1
            try tx.execute(
                "INSERT INTO dedupe_run(id, level, day, keys, state, filter, page_firsts) VALUES ($1, $2, $3, $4, 1, $5, $6)",
                [.integer(run.id), .init(run.tier), .init(day), .init(run.count), .blob([]), .blob([])])
            let sets = (0..<run.pages).map { page -> [SQLValue] in
                let start = from + page * DedupePage.capacity
                return [.integer(run.id), .init(page), .blob(DedupePage.encode(keys[start..<min(start + DedupePage.capacity, to)]))]
            }
            try tx.executeMany("INSERT INTO dedupe_page(run, page, keys) VALUES ($1, $2, $3)", sets)
            staged.runs.append(run)
            from = to
        }
    }
}
