import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@Suite struct PeopleTests {
    @Test(arguments: TestStores.available)
    func edits_countForTheWholeCustomer(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(
                event([anonymous(1)], at: 1_000, trait("city", "\"上海\""), .tag(name: "new", group: "", on: true)),
                event([user(1), anonymous(1)], at: 2_000, trait("level", "3")))
            let number = try #require(try await world.customer(user(1)))
            let editor = world.editor
            let at = Instant(milliseconds: 9_000)
            try await world.store.write { tx in
                try editor.setTraits(number, set: ["note": "vip", "level": 4], unset: ["city"], at: at, in: tx)
                let tag = try #require(try TagCatalogue.find("new", in: tx))
                let other = try TagCatalogue.create(name: "old", group: "", description: "", owner: "account:1", at: at, in: tx)
                try editor.setTags(number, add: [other.id], remove: [tag.id], by: "account:1", at: at, in: tx)
                try editor.recordConsent(
                    number, purpose: "profiling", granted: true, evidence: "signed form", by: "account:1", at: at, in: tx)
            }
            let profile = try await world.profile(anonymous(1))
            #expect(profile.traits == json("{\"level\":4,\"note\":\"vip\"}").object)
            #expect(profile.summary.tags.map(\.name) == ["old"])
            #expect(profile.consent.first?.evidence == "signed form")
            await #expect(throws: LianluError.self) {
                try await world.store.write { tx in try editor.setTags(number, add: [99], remove: [], by: "a", at: at, in: tx) }
            }
            await #expect(throws: LianluError.self) {
                try await world.store.write { tx in try editor.setOrganisation(number, nodes: [7], by: "a", at: at, in: tx) }
            }
        }
    }

    @Test(arguments: TestStores.available)
    func tags_catalogue(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            let graph = world.graph
            let at = Instant(milliseconds: 1)
            try await world.see(
                event([user(1)], .tag(name: "VIP", group: "g", on: true)), event([user(2)], .tag(name: "VIP", group: "g", on: true)))
            try await world.merge(user(1), user(2))
            let tags = try await world.store.read { tx in try TagCatalogue.all(graph: graph, in: tx) }
            #expect(tags.map(\.customers) == [1])
            try await world.store.write { tx in
                #expect(throws: LianluError.self) {
                    _ = try TagCatalogue.create(name: "VIP", group: "g", description: "", owner: "", at: at, in: tx)
                }
                let changed = try TagCatalogue.update(tags[0].id, description: "spent 10k", in: tx)
                #expect(changed.description == "spent 10k")
                #expect(changed.name == "VIP")
                try TagCatalogue.delete(tags[0].id, in: tx)
            }
            #expect(try await world.profile(user(1)).summary.tags.isEmpty)
        }
    }

    @Test(arguments: TestStores.available)
    func export_holdsEverything(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(
                event(
                    [user(1), phone(1)], trait("name", "\"王\""), .tag(name: "t", group: "", on: true),
                    .consent(purpose: "sms", granted: true)),
                event(
                    "Order Placed", [user(1)], at: 2_000,
                    properties: "{\"order_id\":\"o1\",\"total\":5,\"products\":[{\"id\":\"x\",\"price\":5}]}"))
            let number = try #require(try await world.customer(user(1)))
            let export = PersonExport(graph: world.graph)
            let out = JSONValue.object(
                try await world.store.read { tx in try export.json(number, at: Instant(milliseconds: 0), in: tx) })
            #expect(out["identifiers"]?.array?.count == 2)
            #expect(out["traits"]?["name"]?.string == "王")
            #expect(out["traitHistory"]?[0]?["source"]?.int == 3)
            #expect(out["orders"]?[0]?["items"]?[0]?["product"]?.string == "x")
            #expect(out["consent"]?[0]?["granted"]?.bool == true)
            #expect(out["links"]?.array?.count == 1)
            #expect(out["exportedAt"]?.string == "1970-01-01T00:00:00.000Z")
        }
    }
}
