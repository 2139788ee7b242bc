import Behaviour
import TestKit
import Testing
import Vocabulary

@Suite struct FilterTests {
    private static let bodies = [
        #"{"plan":"Pro","n":1}"#, #"{"plan":"free","n":1.0}"#, #"{"plan":null,"n":"1"}"#, #"{"n":10,"vip":true}"#,
        #"{"n":"abc","vip":"true"}"#,
        #"{"n":2.5,"vip":false,"list":[1,2]}"#, #"{}"#, #"{"plan":"PROFESSIONAL","date":"2026-03-01"}"#,
        #"{"plan":"","date":"2026-11-01"}"#,
    ]

    // Which of the bodies above match (semantics 6.18).
    private static let table: [(filter: EventFilter, expected: [Int])] = [
        (.property("plan", .equal, ["Pro"]), [0]),
        (.property("plan", .notEqual, ["Pro"]), [1, 2, 3, 4, 5, 6, 7, 8]),
        (.property("plan", .contains, ["pro"]), [0, 7]),
        (.property("plan", .notContains, ["PRO"]), [1, 2, 3, 4, 5, 6, 8]),
        (.property("plan", .exists, []), [0, 1, 7, 8]),
        (.property("plan", .notExists, []), [2, 3, 4, 5, 6]),
        (.property("plan", .equal, [""]), [8]),
        (.property("plan", .isIn, ["Pro", "free"]), [0, 1]),
        (.property("plan", .isIn, []), []),
        (.property("n", .equal, ["1"]), [0, 1, 2]),
        (.property("n", .notEqual, ["1"]), [3, 4, 5, 6, 7, 8]),
        (.property("n", .greater, ["1"]), [3, 5]),
        (.property("n", .greaterOrEqual, ["1"]), [0, 1, 2, 3, 5]),
        (.property("n", .less, ["2.5"]), [0, 1, 2]),
        (.property("n", .lessOrEqual, ["2.5"]), [0, 1, 2, 5]),
        (.property("n", .isIn, ["1", "abc"]), [0, 1, 2, 4]),
        (.property("vip", .equal, ["true"]), [3, 4]),
        (.property("vip", .notEqual, ["true"]), [0, 1, 2, 5, 6, 7, 8]),
        (.property("date", .less, ["2026-06-01"]), [7]),
        (.property("date", .greaterOrEqual, ["2026-06-01"]), [8]),
        (.property("list", .equal, ["[1,2]"]), [5]),
        (.property("list", .contains, ["2"]), [5]),
        (.property("list", .contains, ["1,2"]), []),
        (.property("list", .notContains, ["2"]), [0, 1, 2, 3, 4, 6, 7, 8]),
        (.property("list", .isIn, ["7", "1"]), [5]),
        (.property("$channel", .equal, ["store"]), [1, 3, 5, 7]),
        (.property("channel", .notContains, ["STO"]), [0, 2, 4, 6, 8]),
        (.property("utm_source", .equal, ["baidu"]), [0, 3, 6]),
        (.property("$utm_source", .notExists, []), [1, 2, 4, 5, 7, 8]),
        (.property("$amount_fen", .greater, ["300"]), [4, 5, 6, 7, 8]),
        (.channels([.store]), [1, 3, 5, 7]),
        (.sources([2]), [2, 5, 8]),
        (.codes([4]), [3]),
        (.codes([]), []),
        (.leaves([LeafNumber(1), LeafNumber(9)]), [0, 8]),
    ]

    @Test func filters_matchAsSettled() async throws {
        try await Samples.withStore { store in
            let events = Self.bodies.enumerated().map { place, body in
                var facts = EventFacts()
                if place % 3 == 0 { facts.utmSource = "baidu" }
                facts.amountFen = Int64(place * 100)
                return Samples.event(
                    Int64(place + 1), leaf: UInt32(place + 1), code: Int32(place + 1), time: Int64(place), source: Int32(place % 3),
                    channel: place % 2 == 0 ? .web : .store, properties: body, facts: facts)
            }
            try await store.append(events, progress: Samples.progress(1))
            for (filter, expected) in Self.table {
                var query = BucketQuery(boundaries: (0...events.count).map { Instant(milliseconds: Int64($0)) })
                query.filters = [filter]
                let values = try await store.buckets(query).series[0].values
                #expect(values.indices.filter { values[$0] == 1 } == expected, "\(filter)")
            }
        }
    }

    @Test func names_ofProperties_mayBeHostile() async throws {
        let names = [
            "a'b", "a\"b", "$.x", "$", "*", "/", "~", "~1", "a/b", "", " ", "'; DROP TABLE events; --", "\\", "中文", "a.b", "[0]", "0",
            "\u{1F600}", "a\nb", "$1", "%s",
            "#-1",
        ]
        try await Samples.withStore { store in
            let events = names.enumerated().map { place, name in
                Samples.event(
                    Int64(place + 1), time: 5,
                    properties: JSONValue.object(JSONObject([.init(name, .string("v\(place)")), .init("other", "x")])).text)
            }
            try await store.append(events, progress: Samples.progress(1))
            for (place, name) in names.enumerated() {
                var query = BucketQuery(boundaries: [Instant(milliseconds: 0), Instant(milliseconds: 10)])
                query.breakdown = .property(name)
                var series = try await store.buckets(query).series
                #expect(series == [.init(key: .value("v\(place)"), values: [1]), .init(key: .none, values: [names.count - 1])], "\(name)")
                query.filters = [.property(name, .equal, ["v\(place)"])]
                query.measure = .customers(canonical: [])
                series = try await store.buckets(query).series
                #expect(series == [.init(key: .value("v\(place)"), values: [1])], "\(name)")
                query.filters = [.property(name, .contains, ["'; DROP TABLE events; --"])]
                #expect(try await store.buckets(query).series.isEmpty)
            }
        }
    }

    @Test func aDamagedJSON_isAMissingProperty() async throws {
        try await Samples.withStore { store in
            let events = [
                Samples.event(1, time: 1, properties: #"{"a":"\ud800","b":1}"#), Samples.event(2, time: 1, properties: "{bad"),
                Samples.event(3, time: 1, properties: #"{"b":1e999}"#), Samples.event(4, time: 1, properties: #"{"b":1}"#),
            ]
            try await store.append(events, progress: Samples.progress(1))
            var query = BucketQuery(boundaries: [Instant(milliseconds: 0), Instant(milliseconds: 10)])
            query.filters = [.property("b", .equal, ["1"])]
            #expect(try await store.buckets(query).series[0].values == [1])
            query.filters = [.property("b", .greater, ["5"])]
            #expect(try await store.buckets(query).series[0].values == [0])
        }
    }

    @Test func oneValue_isNeeded() async throws {
        try await Samples.withStore { store in
            var query = BucketQuery(boundaries: [Instant(milliseconds: 0), Instant(milliseconds: 10)])
            query.filters = [.property("a", .equal, [])]
            await #expect(throws: LianluError.self) { try await store.buckets(query) }
        }
    }
}
