import Storage
import TestKit
import Testing
import Vocabulary

@testable import Profile

@Suite struct TraitTests {
    static func row(_ changes: [(TraitChange.Operation, String, Int64)]) -> TraitRow? {
        changes.reduce(nil) { TraitRow.applying($1.0, json($1.1), time: $1.2, source: 1, to: $0) }
    }

    @Test(arguments: [
        ([(TraitChange.Operation.set, "1", 1 as Int64), (.set, "2", 2)], "2"),
        ([(.set, "2", 2), (.set, "1", 1)], "2"),
        ([(.setOnce, "1", 2), (.setOnce, "2", 1)], "2"),
        ([(.setOnce, "1", 1), (.setOnce, "2", 2)], "1"),
        ([(.set, "1", 1), (.setOnce, "2", 2)], "1"),
        ([(.setOnce, "2", 2), (.set, "1", 1)], "1"),
        ([(.add, "1", 2), (.add, "2.5", 1)], "3.5"),
        ([(.set, "10", 1), (.add, "-3", 2)], "7"),
        ([(.set, "10", 2), (.add, "-3", 1)], "10"),
        ([(.set, "\"x\"", 1), (.add, "3", 2)], "\"x\""),
        ([(.append, "\"a\"", 1), (.append, "[\"a\",\"b\"]", 2)], "[\"a\",\"a\",\"b\"]"),
        ([(.append, "\"a\"", 1), (.union, "[\"a\",\"b\"]", 2)], "[\"a\",\"b\"]"),
        ([(.set, "[1,2]", 1), (.append, "3", 2), (.remove, "1", 3)], "[2,3]"),
        ([(.set, "1", 1), (.unset, "null", 2), (.add, "4", 3)], "4"),
        ([(.unset, "null", 2), (.add, "4", 1), (.set, "5", 1)], nil),
        ([(.set, "1", 3), (.unset, "null", 2)], "1"),
        ([(.remove, "1", 1)], nil),
    ])
    func operations(changes: [(TraitChange.Operation, String, Int64)], expected: String?) {
        #expect(TraitRow.fold([Self.row(changes)].compactMap { $0 })?.value == expected.map(json))
    }

    @Test(arguments: 0..<40)
    func setsAndUnsets_inAnyOrder_giveTheChronologicalResult(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let changes = (1...8).map { time -> (TraitChange.Operation, String, Int64) in
            Bool.random(using: &random) ? (.set, "\(time)", Int64(time)) : (.unset, "null", Int64(time))
        }
        let expected = changes.last.map { $0.0 == .set ? $0.1 : nil } ?? nil
        let shuffled = changes.shuffled(using: &random)
        #expect(TraitRow.fold([Self.row(shuffled)].compactMap { $0 })?.value == expected.map(json))
        let cut = Int.random(in: 0...8, using: &random)
        let leaves = [Self.row(Array(shuffled[..<cut])), Self.row(Array(shuffled[cut...]))].compactMap { $0 }
        #expect(TraitRow.fold(leaves)?.value == expected.map(json), "also spread over two leaves")
    }

    @Test func fold_overLeaves() {
        let one = { (changes: [(TraitChange.Operation, String, Int64)]) in Self.row(changes)! }
        #expect(TraitRow.fold([one([(.add, "2", 5)]), one([(.add, "3", 4)])])?.value == .int(5))
        #expect(TraitRow.fold([one([(.set, "10", 3)]), one([(.add, "3", 4)]), one([(.add, "9", 2)])])?.value == .int(13))
        #expect(TraitRow.fold([one([(.append, "\"a\"", 2)]), one([(.append, "[\"b\",\"a\"]", 1)])])?.value == json("[\"b\",\"a\"]"))
        #expect(TraitRow.fold([one([(.setOnce, "1", 2)]), one([(.setOnce, "2", 1)])])?.value == .int(2))
        #expect(TraitRow.fold([one([(.setOnce, "1", 1)]), one([(.set, "2", 5)])])?.value == .int(2))
        #expect(TraitRow.fold([one([(.set, "1", 1)]), one([(.unset, "null", 2)])]) == nil)
        #expect(TraitRow.fold([one([(.set, "1", 3)]), one([(.unset, "null", 2)])])?.value == .int(1))
        #expect(TraitRow.fold([]) == nil)
    }

    @Test(arguments: TestStores.available)
    func traits_foldOverACustomer_andComeApartOnUnbind(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(
                event("$identify", [user(1)], at: 2_000, trait("name", "\"王小明\""), trait("visits", .add, "2"), trait("city", "\"上海\"")),
                event("$identify", [user(2)], at: 3_000, trait("visits", .add, "5"), trait("city", "\"北京\"")),
                event("$identify", [user(1)], at: 1_000, trait("city", "\"广州\"")))
            #expect(try await world.profile(user(1)).traits == json("{\"name\":\"王小明\",\"visits\":2,\"city\":\"上海\"}").object)
            try await world.merge(user(1), user(2))
            #expect(try await world.profile(user(2)).traits == json("{\"name\":\"王小明\",\"visits\":7,\"city\":\"北京\"}").object)
            #expect(try await world.profile(user(1)).summary.name == "王小明")
            try await world.unbind(user(2))
            #expect(try await world.profile(user(2)).traits == json("{\"visits\":5,\"city\":\"北京\"}").object)
        }
    }

    @Test(arguments: TestStores.available)
    func clearTraits_voidsWhatIsOlder(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.see(event([user(1)], at: 1_000, trait("a", "1"), trait("b", "2")))
            try await world.see(event([user(1)], at: 2_000, .clearTraits), event([user(1)], at: 1_500, trait("c", "3")))
            try await world.see(event([user(1)], at: 1_700, trait("d", "3")), event([user(1)], at: 3_000, trait("b", "5")))
            #expect(try await world.profile(user(1)).traits == json("{\"b\":5}").object)
        }
    }

    @Test(arguments: TestStores.available)
    func tagsConsentNodes_fold(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await world.store.write { tx in
                for (id, parent, path, code) in [(1, 0, "/1/", "brand"), (4, 1, "/1/4/", "SH"), (9, 4, "/1/4/9/", "SH01")] {
                    try tx.execute(
                        "INSERT INTO organisation_node(id, parent, kind, name, code, path, created_at) VALUES ($1, $2, 'store', $3, $4, $5, 0)",
                        [SQLValue(id), SQLValue(parent), .text("node \(code)"), .text(code), .text(path)])
                }
            }
            try await world.see(
                event([user(1)], at: 2_000, .tag(name: "VIP", group: "value", on: true), .consent(purpose: "marketing_sms", granted: true)),
                event(
                    [user(1)], at: 1_000, .tag(name: "VIP", group: "value", on: false), .consent(purpose: "marketing_sms", granted: false)),
                event(
                    [user(2)], at: 3_000, .tag(name: "VIP", group: "value", on: false), trait("store_code", "\"SH01\""),
                    trait("门店编码", "\"nowhere\"")))
            #expect(try await world.profile(user(1)).summary.tags.map(\.name) == ["VIP"])
            #expect(try await world.profile(user(1)).consent.map(\.isGranted) == [true])
            #expect(try await world.profile(user(2)).organisation.map(\.id) == [9])
            try await world.merge(user(1), user(2))
            #expect(try await world.profile(user(1)).summary.tags.isEmpty, "the newest statement wins")
            let reader = world.reader
            let number = try #require(try await world.customer(user(1)))
            let seen = try await world.store.read { tx in
                try ["/1/", "/1/4/", "/1/4/9/", "/1/5/", "/1/4/90/"].map { try reader.isVisible(number, in: CustomerScope(path: $0), tx) }
            }
            #expect(seen == [true, true, true, false, false])
            #expect(try await world.store.read { tx in try reader.customersByNode(in: tx) } == [9: 1])
        }
    }
}

/// What a public browser key says about a person never hides what a trusted source said, on the same leaf or on a linked one.
@Suite struct ClaimedTraitTests {
    private func row(_ changes: [(claim: Bool, operation: TraitChange.Operation, value: JSONValue, time: Int64)]) -> TraitRow? {
        changes.reduce(nil) { row, change in
            (change.claim ? TraitRow.claiming : TraitRow.applying)(change.operation, change.value, change.time, 1, row) ?? row
        }
    }

    @Test func trustedSetStays() {
        let trusted = row([(false, .set, "gold", 1)])
        #expect(row([(false, .set, "gold", 1), (true, .set, "evil", 2)]) == trusted)
        #expect(row([(false, .set, "gold", 1), (true, .unset, .null, 2)]) == trusted)
        let claimed = row([(true, .set, "evil", 9)])
        #expect(TraitRow.fold([trusted, claimed].compactMap { $0 })?.value == "gold")
    }

    @Test func visitorsMayChangeTheirOwn() {
        #expect(TraitRow.fold([row([(true, .set, "a", 1), (true, .set, "b", 2)])].compactMap { $0 })?.value == "b")
        #expect(TraitRow.fold([row([(true, .set, "a", 1), (true, .unset, .null, 2)])].compactMap { $0 }) == nil)
        #expect(row([(true, .set, "a", 1), (false, .set, "c", 2)])?.value == "c")
    }
}
