import Storage
import TestKit
import Testing
import Vocabulary

@testable import Profile

@Suite struct LeafStateTests {
    @Test func visits_endAfterThirtyMinutesOfSilence() {
        var state = LeafState()
        let times: [Int64] = [100, 110, 139, 169, 200, 231].map { $0 * minute }
        let starts = times.map { state.see(at: $0, channel: .web) / minute }
        #expect(starts == [100, 100, 100, 100, 200, 231])
        #expect(state.events == 6)
        #expect(state.firstSeen == 100 * minute)
        #expect(state.lastSeen == 231 * minute)
    }

    @Test func lateEvents_formVisitsOfTheirOwn_andMoveNothingBack() {
        var state = LeafState()
        _ = state.see(at: 1_000 * minute, channel: .web)
        let late = [100, 110, 300, 325, 990, 1_010].map { state.see(at: $0 * minute, channel: .app) / minute }
        #expect(late == [100, 100, 300, 300, 1_000, 1_000])
        #expect(state.firstSeen == 100 * minute)
        #expect(state.lastSeen == 1_010 * minute)
        #expect(state.channels == 1 << 1 | 1 << 3)
    }

    @Test(arguments: TestStores.available)
    func figures_foldOverLeaves_andSurviveARestart(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            var visit = event([anonymous(1)], at: 10 * minute, channel: .h5)
            visit.facts.utmSource = "douyin"
            visit.facts.utmCampaign = "spring"
            try await world.see(
                visit, event([anonymous(1)], at: 12 * minute), event([user(1), anonymous(1)], at: 20 * minute, channel: .app))
            world.projection.reset()
            var click = event([user(1)], at: 40 * minute)
            click.facts.clickPlatform = "tencent_ads"
            click.facts.clickID = "gdt-1"
            let starts = try await world.see(click, event([user(1)], at: 90 * minute), event([], at: 5))
            #expect(starts == [20 * minute, 90 * minute, 5])
            let profile = try await world.profile(user(1))
            #expect(profile.summary.events == 5)
            #expect(profile.summary.firstSeen?.milliseconds == 10 * minute)
            #expect(profile.summary.lastSeen?.milliseconds == 90 * minute)
            #expect(profile.summary.channels == [.web, .h5, .app])
            #expect(profile.summary.origin == "douyin")
            #expect(profile.firstTouch?["utmCampaign"]?.string == "spring")
            #expect(profile.lastTouch?["clickID"]?.string == "gdt-1")
            #expect(profile.summary.number == LeafNumber(1))
        }
    }

    /// Whatever the cache remembers and whichever statement writes a leaf, its row is what its events say.
    @Test(arguments: TestStores.available, 0..<3)
    func rows_areWhatTheEventsSay(engine: OperationalEngine, seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        try await World.with(engine) { world in
            var states: [Int: LeafState] = [:]
            for _ in 0..<30 {
                if Int.random(in: 0..<4, using: &random) == 0 { world.projection.reset() }
                let events = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                    let number = Int.random(in: 0..<12, using: &random)
                    var event = event(
                        [anonymous(number)], at: Int64.random(in: 0..<400, using: &random) * minute,
                        channel: Bool.random(using: &random) ? .web : .app)
                    if Int.random(in: 0..<5, using: &random) == 0 {
                        event.facts.utmSource = "source-\(Int.random(in: 0..<3, using: &random))"
                    }
                    return event
                }
                try await world.see(events)
                for event in events {
                    let number = Int(event.identifiers[0].value.dropFirst("anonymous-".count)) ?? -1
                    let time = event.time.milliseconds
                    _ = states[number, default: LeafState()].see(at: time, channel: event.channel)
                    guard event.facts.utmSource != nil else { continue }
                    if time < states[number]?.firstTouch?.time ?? .max { states[number]?.firstTouch = Touch(event) }
                    if time >= states[number]?.lastTouch?.time ?? .min { states[number]?.lastTouch = Touch(event) }
                }
                for (number, state) in states {
                    let leaf = try #require(try await world.customer(anonymous(number)))
                    let row = try await world.store.read { tx in
                        try tx.first(
                            "SELECT first_seen, last_seen, events, channels, first_touch, last_touch, quarter FROM leaf_state WHERE leaf = $1",
                            [SQLValue(leaf.rawValue)]
                        ) {
                            [
                                "\($0.integer(0))", "\($0.integer(1))", "\($0.integer(2))", "\($0.integer(3))", $0.optionalText(4),
                                $0.optionalText(5),
                                "\($0.integer(6))",
                            ]
                        }
                    }
                    #expect(
                        row == [
                            "\(state.firstSeen)", "\(state.lastSeen)", "\(state.events)", "\(state.channels)", state.firstTouch?.json,
                            state.lastTouch?.json, "\(state.lastSeen / 900_000)",
                        ])
                }
            }
        }
    }
}
