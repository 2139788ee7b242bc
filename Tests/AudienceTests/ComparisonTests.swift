import Behaviour
import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Audience

/// A rule means the same wherever it is asked: of an event in the program, of one customer's events, and of everybody's.
@Suite struct ComparisonTests {
    private static let bodies = [
        #"{"v":"Pro"}"#, #"{"v":"professional"}"#, #"{"v":""}"#, #"{"v":null}"#, "{}", #"{"v":1}"#, #"{"v":1.0}"#, #"{"v":"1"}"#,
        #"{"v":2.5}"#,
        #"{"v":10}"#, #"{"v":true}"#, #"{"v":"true"}"#, #"{"v":"2026-03-01"}"#, #"{"v":["茶","跑步"]}"#, #"{"v":["Pro","x"]}"#,
        #"{"v":[1,2]}"#,
        #"{"v":["1","10"]}"#, #"{"v":[]}"#, #"{"v":[null,"Pro"]}"#, #"{"v":["[茶]"]}"#, #"{"v":"[茶]"}"#, #"{"v":{"a":"Pro"}}"#,
        #"{"v":[["Pro"]]}"#, #"{"v":"say \"Pro\""}"#, #"{"v":["say \"Pro\"","É"]}"#, #"{"v":99.5}"#, #"{"v":"nan"}"#, #"{"v":-3}"#,
    ]
    private static let values = [
        "Pro", "pro", "1", "10", "2.5", "true", "茶", "[茶]", "2026-02-01", "", "é", "[1,2]", #"["Pro"]"#, #"say "pro""#,
    ]

    @Test func oneMeaning_inBothStores() async throws {
        try await TestFolder.with { folder in
            var options = DuckDBOptions(path: folder + "/behaviour.duckdb")
            options.memoryBytes = 256 << 20
            let store = try await DuckDBStore.open(options)
            let events = Self.bodies.enumerated().map { place, body in
                let moment = Instant(milliseconds: Int64(place))
                var event = IncomingEvent(
                    name: "e", dedupeKey: Hash128(high: 0, low: UInt64(place)), source: 1, channel: .web, trust: .trusted, time: moment,
                    receivedAt: moment)
                event.properties = Array(body.utf8)
                return BehaviourEvent(ordinal: Int64(place + 1), leaf: LeafNumber(UInt32(place + 1)), code: 1, session: 0, event: event)
            }
            var progress = BehaviourProgress()
            progress.batch = 1
            try await store.append(events, progress: progress)
            let parsed = try Self.bodies.map { try JSONValue(parsing: $0) }
            for comparison in Comparison.allCases {
                for value in Self.values {
                    var given = JSONObject([.init("property", "v"), .init("op", .string(comparison.rawValue))])
                    given["value"] = comparison == .isIn ? .array([.string(value), "nothing"]) : .string(value)
                    let condition = try PropertyCondition(.object(given), at: "where")
                    var query = BucketQuery(boundaries: (0...events.count).map { Instant(milliseconds: Int64($0)) })
                    query.filters = [.property("v", condition.comparison.operation, condition.values)]
                    let counted = try await store.buckets(query).series[0].values
                    let ours = parsed.map { condition.holds($0) ? 1 : 0 }
                    let differ = ours.indices.filter { ours[$0] != counted[$0] }.map { Self.bodies[$0] }
                    #expect(differ.isEmpty, "\(comparison.rawValue) \(value): \(differ)")
                }
            }
            await store.close()
        }
    }

    @Test(arguments: [
        (#"{"op":"contains","value":"跑步"}"#, true), (#"{"op":"contains","value":"跑"}"#, false), (#"{"op":"in","value":["茶"]}"#, true),
        (#"{"op":"not_contains","value":"茶"}"#, false), (#"{"op":"eq","value":"茶"}"#, false), (#"{"op":"exists"}"#, true),
    ])
    func listsByTheirElements(rule: String, expected: Bool) throws {
        var object = try #require(try JSONValue(parsing: rule).object)
        object["property"] = "v"
        #expect(try PropertyCondition(.object(object), at: "where").holds(try JSONValue(parsing: #"{"v":["茶","跑步"]}"#)) == expected)
    }
}
