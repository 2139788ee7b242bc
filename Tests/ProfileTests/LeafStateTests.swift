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
}
