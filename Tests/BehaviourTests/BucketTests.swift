import TestKit
import Testing
import Vocabulary

@testable import Behaviour

@Suite struct BucketTests {
    private struct Row {
        var leaf: UInt32
        var code: Int32
        var time: Int64
        var source: Int32
        var channel: Channel
        var plan: String?
    }

    /// The same question asked of plain rows, the slow way.
    private func naive(_ query: BucketQuery, _ rows: [Row]) -> BucketResult {
        var sets: [BucketResult.Key: [[Int: Set<UInt32>]]] = [:]
        let buckets = query.boundaries.count - 1
        for (number, row) in rows.enumerated() {
            let time = Instant(milliseconds: row.time)
            guard let bucket = (0..<buckets).first(where: { query.boundaries[$0] <= time && time < query.boundaries[$0 + 1] }) else {
                continue
            }
            if let from = query.from, time < from { continue }
            if let to = query.to, time >= to { continue }
            if let codes = query.codes, !codes.contains(row.code) { continue }
            if query.filters == [.property("plan", .notEqual, ["p1"])], row.plan == "p1" { continue }
            let key: BucketResult.Key
            switch query.breakdown {
            case nil: key = .all
            case .code: key = .value(String(row.code))
            case .source: key = .value(String(row.source))
            case .channel: key = .value(row.channel.name)
            case .property, .origin: key = row.plan.map { .value($0) } ?? .none
            }
            var member = UInt32(number)
            if case .customers(let canonical) = query.measure {
                member = Int(row.leaf) < canonical.count ? canonical[Int(row.leaf)] : row.leaf
            }
            sets[key, default: [[Int: Set<UInt32>]](repeating: [0: []], count: buckets)][bucket][0]?.insert(member)
        }
        func counts(_ value: [[Int: Set<UInt32>]]) -> [Int] { value.map { $0[0]?.count ?? 0 } }
        if query.breakdown == nil {
            return BucketResult(series: [.init(key: .all, values: sets[.all].map(counts) ?? [Int](repeating: 0, count: buckets))])
        }
        var named: [(name: String, sets: [[Int: Set<UInt32>]])] = []
        for (key, value) in sets { if case .value(let name) = key { named.append((name, value)) } }
        named.sort { a, b in
            let (x, y) = (counts(a.sets).reduce(0, +), counts(b.sets).reduce(0, +))
            return x != y ? x > y : a.name < b.name
        }
        var series = named.prefix(query.limit).map { BucketResult.Series(key: .value($0.name), values: counts($0.sets)) }
        if named.count > query.limit {
            let union = (0..<buckets).map { bucket in
                named[query.limit...].reduce(into: Set<UInt32>()) { $0.formUnion($1.sets[bucket][0] ?? []) }.count
            }
            series.append(.init(key: .other, values: union))
        }
        if let none = sets[.none] { series.append(.init(key: .none, values: counts(none))) }
        return BucketResult(series: series)
    }

    @Test(arguments: ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"])
    func buckets_agreeWithANaiveModel(zoneName: String) async throws {
        var random = SeededGenerator(seed: 21)
        let zone = try TimeZoneRules.named(zoneName)
        // Three weeks around a change of clocks.
        let start = try #require(ISO8601.parse(zoneName == "Australia/Lord_Howe" ? "2026-09-25" : "2026-10-22", zone: zone))
        let rows = (0..<2_500).map { _ in
            Row(
                leaf: UInt32.random(in: 1...300, using: &random), code: Int32.random(in: 1...14, using: &random),
                time: start.milliseconds + Int64.random(in: 0..<21 * 86_400_000, using: &random),
                source: Int32.random(in: 1...3, using: &random),
                channel: Channel.allCases.randomElement(using: &random)!,
                plan: Int.random(in: 0..<5, using: &random) == 0
                    ? nil : "p\(Int.random(in: 0..<30, using: &random) * Int.random(in: 0...1, using: &random))")
        }
        // A third of the leaves were merged into others.
        var canonical = (0...280).map { UInt32($0) }
        for leaf in 1...280 where Int.random(in: 0..<3, using: &random) == 0 {
            canonical[leaf] = canonical[Int.random(in: 1...leaf, using: &random)]
        }
        try await Samples.withStore { store in
            let events = rows.enumerated().map { place, row in
                Samples.event(
                    Int64(place + 1), leaf: row.leaf, code: row.code, time: row.time, source: row.source, channel: row.channel,
                    properties: row.plan.map { #"{"plan":"\#($0)"}"# } ?? "{}")
            }
            try await store.append(events, progress: Samples.progress(1))
            for interval in Interval.allCases {
                let end = start.adding(milliseconds: 20 * 86_400_000)
                let starts = interval.starts(from: start, to: end, in: zone)
                for breakdown in [nil, BucketQuery.Breakdown.code, .source, .channel, .property("plan")] {
                    for measure in [BucketQuery.Measure.events, .customers(canonical: canonical)] {
                        if interval == .hour && breakdown != nil && breakdown != .property("plan") { continue }
                        var query = BucketQuery(
                            boundaries: starts + [interval.next(after: starts[starts.count - 1], in: zone)], measure: measure)
                        query.breakdown = breakdown
                        query.limit = 5
                        query.from = start.adding(milliseconds: 3_600_000)
                        query.to = end
                        if interval == .day { query.filters = [.property("plan", .notEqual, ["p1"])] }
                        if interval == .week { query.codes = [1, 2, 3, 5, 8, 13] }
                        let result = try await store.buckets(query)
                        if breakdown == nil || breakdown != .property("plan") || interval != .hour {
                            #expect(result == naive(query, rows), "\(interval) \(String(describing: breakdown))")
                        } else {
                            #expect(result.series.map(\.total) == naive(query, rows).series.map(\.total))
                        }
                    }
                }
            }
        }
    }

    @Test func manyValues_endInOther() async throws {
        try await Samples.withStore { store in
            let events = (Int64(1)...5_000).map {
                Samples.event($0, leaf: UInt32($0 % 100), time: $0 % 2, properties: #"{"order":"o\#($0)"}"#)
            }
            try await store.append(events, progress: Samples.progress(1))
            var query = BucketQuery(boundaries: [Instant(milliseconds: 0), Instant(milliseconds: 1), Instant(milliseconds: 2)])
            query.breakdown = .property("order")
            query.limit = 3
            #expect(try await store.buckets(query).series.last == .init(key: .other, values: [2_500 - 2, 2_500 - 1]))
            query.measure = .customers(canonical: [])
            let series = try await store.buckets(query).series
            #expect(series.count == 4)
            #expect(series.last == .init(key: .other, values: [50, 50]))
        }
    }

    @Test func distinctCounter_countsTheSame_withAndWithoutBits() {
        var random = SeededGenerator(seed: 5)
        for budget in [0, 3_000, 1 << 20] {
            var counter = DistinctCounter(buckets: 7, customers: 500, bitBudget: budget)
            var sets = [[Set<UInt32>]](repeating: [Set<UInt32>](repeating: [], count: 7), count: 9)
            for _ in sets { _ = counter.addSeries() }
            for _ in 0..<20_000 {
                let (series, bucket) = (Int.random(in: 0..<9, using: &random), Int.random(in: 0..<7, using: &random))
                let customer = UInt32.random(in: 0..<700, using: &random)
                counter.insert(series: series, bucket: bucket, customer: customer)
                sets[series][bucket].insert(customer)
            }
            #expect(counter.counts == sets.map { $0.map(\.count) })
            #expect(counter.union(of: [1, 4, 8]) == (0..<7).map { sets[1][$0].union(sets[4][$0]).union(sets[8][$0]).count })
        }
    }
}
