import Identify
import Profile
import Storage
import Synchronization
import TestKit
import Testing
import Vocabulary

@Suite struct ErasureTests {
    static let tables = ["trait", "leaf_tag", "consent", "name_suffix", "leaf_node", "leaf_state", "identifier"]

    /// Two people who live in every table; the first is to be forgotten.
    static func fill(_ world: World) async throws {
        for number in [1, 2] {
            try await world.see(
                event(
                    [user(number), phone(number)], at: 1_000, trait("name", "\"王\(number)\""), .tag(name: "t", group: "", on: true),
                    .consent(purpose: "sms", granted: true)),
                event("Order Placed", [user(number)], at: 2_000, properties: "{\"order_id\":\"o\(number)\",\"total\":5}"))
        }
        try await world.store.write { tx in
            for (row, value) in [(1, phone(1).value), (2, phone(2).value)] {
                try tx.execute(
                    "INSERT INTO import_refusal(import, row, reason, detail, record) VALUES (1, $1, 'x', '', $2)",
                    [SQLValue(row), .text("a,\(value),b")])
                try tx.execute(
                    "INSERT INTO audit(id, at, actor_kind, actor_id, actor_name, action, target, detail, address) VALUES ($1, 0, 'account', '1', 'n', 'reveal', 'customer', $2, '')",
                    [SQLValue(row), .text("{\"phone\":\"\(value)\"}")])
            }
        }
    }

    static func request(_ world: World) async throws -> Erasure {
        let graph = world.graph
        let number = try #require(try await world.customer(user(1)))
        return try await world.store.write { tx in
            try ErasureJob.request(number, graph: graph, by: "account:1", reason: "asked", at: Instant(milliseconds: 3_000), in: tx)
        }
    }

    static func expectForgotten(_ world: World) async throws {
        let text = phone(1).value
        try await world.store.read { tx in
            for table in tables {
                let leaves = try tx.query("SELECT DISTINCT leaf FROM \(table)", []) { $0.integer(0) }
                #expect(leaves.allSatisfy { $0 > 2 }, "\(table)")
            }
            #expect(try tx.query("SELECT leaf FROM purchase ORDER BY id", []) { $0.integer(0) } == [0, 3])
            #expect(try tx.query("SELECT record FROM import_refusal", []) { $0.text(0) }.map { $0.contains(text) } == [false])
            #expect(try tx.query("SELECT detail FROM audit ORDER BY id", []) { $0.text(0) }.map { $0.contains(text) } == [false, false])
            #expect(try tx.query("SELECT leaves FROM erasure", []) { $0.text(0) }.allSatisfy { !$0.contains(text) })
        }
        #expect(try await world.customer(user(1)) == nil)
        #expect(try await world.profile(user(2)).traits["name"]?.string == "王2")
        let orders = world.orders
        #expect(try await world.store.read { tx in try orders.summary(OrderQuery(), in: tx).gmv } == Money(fen: 1_000), "the money stays")
    }

    @Test(arguments: TestStores.available)
    func erasure_forgetsOnePersonEverywhere(engine: OperationalEngine) async throws {
        try await World.with(engine) { world in
            try await Self.fill(world)
            let asked = try await Self.request(world)
            await #expect(throws: LianluError.self) { _ = try await Self.request(world) }
            let target = Mutex<ErasureTarget?>(nil)
            let job = ErasureJob(
                store: world.store, graph: world.graph, projection: world.projection,
                elsewhere: [
                    ErasureJob.Elsewhere("events") { given in
                        target.withLock { $0 = given }
                        return 7
                    }
                ], clock: TestClock().clock)
            try await job.run(asked.id)
            let done = try await world.store.read { tx in try ErasureJob.find(asked.id, in: tx) }
            #expect(done.status == .done)
            #expect(done.counts["identifiers"] == 2)
            #expect(done.counts["events"] == 7)
            #expect(done.counts["orders"] == 1)
            #expect(target.withLock { $0 }?.leaves == [LeafNumber(1), LeafNumber(2)])
            #expect(target.withLock { $0 }?.identifiers.count == 2)
            try await Self.expectForgotten(world)
            try await job.run(asked.id)
            // A retry of an old event does not bring the person back.
            try await world.see(event([user(1), phone(1)], at: 1_000, trait("name", "\"王1\"")))
            try await Self.expectForgotten(world)
        }
    }

    @Test(arguments: TestStores.available, 0..<6)
    func erasure_interruptedAnywhere_goesOn(engine: OperationalEngine, failing: Int) async throws {
        try await World.with(engine) { world in
            try await Self.fill(world)
            let asked = try await Self.request(world)
            let runs = Mutex(0)
            struct Stop: Error {}
            let job = ErasureJob(
                store: Flaky(world.store, failAt: failing), graph: world.graph, projection: world.projection,
                elsewhere: [
                    ErasureJob.Elsewhere("events") { _ in
                        if runs.withLock({
                            $0 += 1
                            return $0
                        }) == 1 {
                            throw Stop()
                        }
                        return 0
                    }
                ], clock: TestClock().clock)
            for _ in 0..<4 { try? await job.run(asked.id) }
            #expect(try await world.store.read { tx in try ErasureJob.find(asked.id, in: tx).status } == .done)
            try await Self.expectForgotten(world)
        }
    }
}

/// A store whose n-th background write fails after its body ran.
final class Flaky: OperationalStore {
    struct Stop: Error {}
    private let store: any OperationalStore
    private let left: Mutex<Int>

    init(_ store: any OperationalStore, failAt: Int) {
        self.store = store
        left = Mutex(failAt)
    }

    var engine: OperationalEngine { store.engine }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T { try await store.read(body) }

    func write<T: Sendable>(_ lane: WriteLane, _ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        let number = left.withLock {
            $0 -= 1
            return $0
        }
        return try await store.write(lane) { tx in
            let result = try body(tx)
            if number == -1 { throw Stop() }
            return result
        }
    }

    func close() async { await store.close() }
}
