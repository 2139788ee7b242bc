import Behaviour
import TestKit
import Testing
import Vocabulary

@testable import Analyse

@Suite struct TrendTests {
    private static let now = "2026-11-23T12:00:00+08:00"

    private func context(_ store: any BehaviourStore, canonical: [UInt32] = []) throws -> AnalyseContext {
        AnalyseContext(
            store: store, canonical: canonical, eventNames: [1: "view", 2: "Order Paid", 3: "$identify"], sourceNames: [1: "官网", 2: "门店"],
            hiddenCodes: [3], now: try #require(ISO8601.parse(Self.now)), zone: try TimeZoneRules.named("Asia/Shanghai"))
    }

    private func fill(_ store: DuckDBStore) async throws {
        let lines: [(leaf: UInt32, code: Int32, time: String, source: Int32, channel: Channel, plan: String)] = [
            (1, 1, "2026-11-20T23:59:59.999+08:00", 1, .web, "a"), (1, 1, "2026-11-21T00:00:00+08:00", 1, .web, "a"),
            (2, 1, "2026-11-21T10:00:00+08:00", 2, .store, "b"), (3, 1, "2026-11-21T11:00:00+08:00", 2, .store, "b"),
            (3, 2, "2026-11-22T11:00:00+08:00", 1, .web, "c"), (4, 1, "2026-11-22T12:00:00+08:00", 1, .wecom, "a"),
            (4, 3, "2026-11-22T12:00:00+08:00", 1, .wecom, "a"), (4, 9, "2026-11-22T13:00:00+08:00", 1, .wecom, "d"),
        ]
        var events: [BehaviourEvent] = []
        for (place, line) in lines.enumerated() {
            let time = try #require(ISO8601.parse(line.time)).milliseconds
            var facts = EventFacts()
            if line.source == 2 { facts.origin = "抖音广告" }
            events.append(
                Samples.event(
                    Int64(place + 1), leaf: line.leaf, code: line.code, time: time, source: line.source, channel: line.channel,
                    properties: #"{"plan":"\#(line.plan)"}"#, facts: facts))
        }
        try await store.append(events, progress: Samples.progress(1))
    }

    private func ask(_ body: String, _ context: AnalyseContext) async throws -> JSONValue {
        try await Trend.answer(try TrendQuery(try JSONValue(parsing: body)), context).json
    }

    @Test func count_byDay() async throws {
        try await Samples.withStore { store in
            try await fill(store)
            let answer = try await ask(#"{"event":"view","from":"2026-11-20","to":"2026-11-23"}"#, try context(store))
            #expect(
                answer["intervals"]
                    == .strings([
                        "2026-11-19T16:00:00.000Z", "2026-11-20T16:00:00.000Z", "2026-11-21T16:00:00.000Z", "2026-11-22T16:00:00.000Z",
                    ]))
            #expect(answer["series"] == [["key": "view", "values": [1, 3, 1, 0]]])
            #expect(answer["incomplete"] == [3])
            #expect(answer["previous"] == nil)
            #expect(answer["definition"]?["sentence"]?.string?.contains("view per day") == true)
        }
    }

    @Test func customers_areCountedOnceAfterAMerge() async throws {
        try await Samples.withStore { store in
            try await fill(store)
            let body = #"{"event":"view","from":"2026-11-20","to":"2026-11-22","measure":"customers","interval":"week"}"#
            #expect(try await ask(body, try context(store))["series"] == [["key": "view", "values": [4]]])
            let merged = try context(store, canonical: [0, 1, 1, 1, 4])
            #expect(try await ask(body, merged)["series"] == [["key": "view", "values": [2]]])
        }
    }

    @Test func breakdowns_nameTheirValues() async throws {
        try await Samples.withStore { store in
            try await fill(store)
            let context = try context(store)
            func series(_ more: String) async throws -> JSONValue? {
                try await ask(#"{"from":"2026-11-20","to":"2026-11-22","interval":"month",\#(more)}"#, context)["series"]
            }
            // Hidden events are not "any event"; a code without a name is.
            #expect(try await series(#""event":null"#) == [["key": "$any", "values": [7]]])
            #expect(
                try await series(#""breakdown":{"property":"$event"}"#) == [
                    ["key": "view", "values": [5]], ["key": "Order Paid", "values": [1]], ["key": "9", "values": [1]],
                ])
            #expect(
                try await series(#""breakdown":{"property":"$source"}"#) == [["key": "官网", "values": [5]], ["key": "门店", "values": [2]]])
            #expect(
                try await series(#""breakdown":{"property":"$channel","limit":2},"measure":"customers""#) == [
                    ["key": "store", "values": [2]], ["key": "web", "values": [2]], ["key": "$other", "values": [1]],
                ])
            #expect(
                try await series(#""breakdown":{"property":"origin"},"event":"view""#) == [
                    ["key": "抖音广告", "values": [2]], ["key": "$none", "values": [3]],
                ])
            #expect(
                try await series(
                    #""breakdown":{"property":"plan","limit":1},"where":[{"property":"$event","op":"contains","value":"VIEW"}]"#) == [
                        ["key": "a", "values": [3]], ["key": "$other", "values": [2]],
                    ])
            #expect(
                try await series(#""where":[{"property":"$source","op":"eq","value":"门店"},{"property":"plan","op":"ne","value":"x"}]"#) == [
                    ["key": "$any", "values": [2]]
                ])
        }
    }

    @Test func compare_showsThePeriodBefore() async throws {
        try await Samples.withStore { store in
            try await fill(store)
            let answer = try await ask(#"{"event":"view","from":"2026-11-21","to":"2026-11-21","compare":true}"#, try context(store))
            #expect(answer["series"] == [["key": "view", "values": [3]]])
            #expect(answer["previous"]?["series"] == [["key": "view", "values": [1]]])
            #expect(answer["previous"]?["intervals"] == ["2026-11-19T16:00:00.000Z"])
        }
    }

    @Test func anEventNobodySent_givesZeros() async throws {
        try await Samples.withStore { store in
            let answer = try await ask(#"{"event":"no such","from":"2026-11-21","to":"2026-11-22"}"#, try context(store))
            #expect(answer["series"] == [["key": "no such", "values": [0, 0]]])
        }
    }

    private static let wrong = [
        "[]", "{}", #"{"from":"2026-11-21"}"#, #"{"from":1,"to":"2026-11-22"}"#,
        #"{"from":"2026-11-21","to":"2026-11-22","interval":"year"}"#,
        #"{"from":"2026-11-21","to":"2026-11-22","measure":"sum"}"#, #"{"from":"2026-11-21","to":"2026-11-22","event":5}"#,
        #"{"from":"2026-11-21","to":"2026-11-22","timeZone":"../etc/passwd"}"#, #"{"from":"2026-11-21","to":"2026-11-22","compare":"yes"}"#,
        #"{"from":"2026-11-21","to":"2026-11-22","where":{}}"#, #"{"from":"2026-11-21","to":"2026-11-22","where":[{}]}"#,
        #"{"from":"2026-11-21","to":"2026-11-22","where":[{"property":"a","op":"like","value":"x"}]}"#,
        #"{"from":"2026-11-21","to":"2026-11-22","where":[{"property":"a","op":"eq"}]}"#,
        #"{"from":"2026-11-21","to":"2026-11-22","where":[{"property":"a","op":"eq","value":["x","y"]}]}"#,
        #"{"from":"2026-11-21","to":"2026-11-22","where":[{"property":"a","op":"in","value":[]}]}"#,
        #"{"from":"2026-11-21","to":"2026-11-22","where":[{"property":"a","op":"in","value":[null]}]}"#,
        #"{"from":"2026-11-21","to":"2026-11-22","breakdown":{}}"#,
        #"{"from":"2026-11-21","to":"2026-11-22","breakdown":{"property":"a","limit":0}}"#,
    ]

    @Test func wrongQuestions_areRefused() async throws {
        try await Samples.withStore { store in
            let context = try context(store)
            for body in Self.wrong {
                await #expect("\(body)") { _ = try await ask(body, context) } throws: { ($0 as? LianluError)?.code == .badRequest }
            }
        }
    }

    @Test func overview_addsUp() async throws {
        try await Samples.withStore { store in
            try await fill(store)
            let context = try context(store, canonical: [0, 1, 1, 3, 4])
            let range = try TimeRange(from: "2026-11-21", to: "2026-11-22", interval: .day, zone: context.zone)
            let answer = try await Overview.answer(range, interval: .day, context)
            #expect(answer.current == .init(events: 6, customers: 3))
            #expect(answer.previous == .init(events: 1, customers: 1))
            #expect(answer.events.series.map(\.key) == ["store", "web", "wecom"])
            #expect(answer.activeCustomers.series.first { $0.key == "store" }?.values == [2, 0])
            #expect(answer.bySource.series == [.init(key: "官网", values: [1, 3]), .init(key: "门店", values: [2, 0])])
            #expect(answer.topEvents.first == .init(code: 1, name: "view", events: 4, customers: 3))
            #expect(answer.topOrigins == [.init(origin: "抖音广告", events: 2, customers: 2)])
        }
    }

    @Test func activity_ofOneCustomer() async throws {
        try await Samples.withStore { store in
            try await fill(store)
            let activity = try await CustomerActivity.answer(leaves: [LeafNumber(3), LeafNumber(4)], days: 3, try context(store))
            #expect(
                activity.days == [
                    .init(key: "2026-11-21", events: 1), .init(key: "2026-11-22", events: 3), .init(key: "2026-11-23", events: 0),
                ])
            #expect(activity.byChannel == [.init(key: "wecom", events: 2), .init(key: "store", events: 1), .init(key: "web", events: 1)])
            #expect(activity.byEvent == [.init(key: "view", events: 2), .init(key: "Order Paid", events: 1), .init(key: "9", events: 1)])
        }
    }
}
