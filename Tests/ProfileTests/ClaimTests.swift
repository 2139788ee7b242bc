import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

/// What a public browser key says about tags and consent: it is shown where nobody trusted said anything, and never overrules.
@Suite struct ClaimTests {
    private func claim(_ identifiers: [Identifier], at: Int64, _ commands: EventCommand...) -> IncomingEvent {
        var event = event("Claimed", identifiers, at: at, channel: .web)
        event.commands = commands
        event.trust = .claimed
        return event
    }

    private func tags(_ world: World) async throws -> [String] { try await world.profile(user(1)).summary.tags.map(\.name) }

    private func consent(_ world: World) async throws -> [String: Bool] {
        Dictionary(uniqueKeysWithValues: try await world.profile(user(1)).consent.map { ($0.purpose, $0.isGranted) })
    }

    @Test(arguments: TestStores.available)
    func tags_claimsNeverOverrule(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(
                event([user(1)], at: 1_000, .tag(name: "gold", group: "", on: true), .tag(name: "blocked", group: "", on: false)))
            // Later, on the same leaf: neither taken off nor put on.
            try await world.see(
                claim(
                    [user(1)], at: 2_000, .tag(name: "gold", group: "", on: false), .tag(name: "blocked", group: "", on: true),
                    .tag(name: "sporty", group: "", on: true)))
            #expect(try await tags(world) == ["gold", "sporty"])
            // On another leaf of the same customer.
            try await world.see(event([user(1), anonymous(1)], at: 3_000))
            try await world.see(
                claim([anonymous(1)], at: 4_000, .tag(name: "gold", group: "", on: false), .tag(name: "blocked", group: "", on: true)))
            #expect(try await tags(world) == ["gold", "sporty"])
            // A trusted source takes off what was claimed, even with an older event.
            try await world.see(event([user(1)], at: 1_500, .tag(name: "sporty", group: "", on: false)))
            #expect(try await tags(world) == ["gold"])
            let graph = world.graph
            let counts = try await world.store.read { tx in try TagCatalogue.all(graph: graph, in: tx) }
            #expect(Dictionary(uniqueKeysWithValues: counts.map { ($0.name, $0.customers) }) == ["gold": 1, "blocked": 0, "sporty": 0])
            let profile = try await world.profile(user(1))
            #expect(profile.summary.tags.allSatisfy { $0.actor == "source:3" })
        }
    }

    @Test(arguments: TestStores.available)
    func consent_aClaimNeverUndoesAWithdrawal_butMayWithdraw(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(
                event([user(1)], at: 1_000, .consent(purpose: "sms", granted: false), .consent(purpose: "email", granted: true)))
            try await world.see(
                claim(
                    [user(1)], at: 2_000, .consent(purpose: "sms", granted: true), .consent(purpose: "email", granted: false),
                    .consent(purpose: "profiling", granted: true)))
            #expect(try await consent(world) == ["sms": false, "email": false, "profiling": true])
            // Where nobody trusted said anything, the newest claim holds.
            try await world.see(claim([user(1)], at: 3_000, .consent(purpose: "profiling", granted: false)))
            #expect(try await consent(world)["profiling"] == false)
            // A trusted word later holds again.
            try await world.see(
                event([user(1)], at: 4_000, .consent(purpose: "sms", granted: true), .consent(purpose: "email", granted: true)))
            #expect(try await consent(world) == ["sms": true, "email": true, "profiling": false])
            #expect(try await world.profile(user(1)).consent.allSatisfy { $0.actor.isEmpty })
        }
    }
}
