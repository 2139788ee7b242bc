import Foundation
import Storage
import Synchronization
import TestKit
import Testing
import Vocabulary

/// What only the PostgreSQL engine has: connections that go away, types beyond SQLite's.
@Suite(.enabled(if: TestStores.available.contains(.postgres))) struct PostgresStoreTests {
    private func withStore(_ body: (PostgresStore, String) async throws -> Void) async throws {
        try await TestStores.withPostgresURL { url in
            let store = PostgresStore(url: url)
            do { try await body(store, url) } catch {
                await store.close()
                throw error
            }
            await store.close()
        }
    }

    @Test func lostConnections_areOpenedAgain() async throws {
        try await withStore { store, url in
            let one = { try await store.read { try $0.first("SELECT 1") { $0.integer(0) } } }
            #expect(try await one() == 1)
            try await store.write { try $0.execute("CREATE TABLE x (a BIGINT)") }
            try TestStores.cutConnections(url)
            for _ in 0..<8 { #expect(try await one() == 1) }
            try await store.write { try $0.execute("INSERT INTO x VALUES (1)") }
            #expect(try await store.read { try $0.first("SELECT count(*) FROM x") { $0.integer(0) } } == 1)
        }
    }

    @Test func connectionLostInTheMiddle_runsTheBodyAgain_butNotTheProjectors() async throws {
        try await withStore { store, url in
            try await store.write { try $0.execute("CREATE TABLE x (a BIGINT)") }
            let runs = Atomic(0)
            let body: @Sendable (any SQLTransaction) throws -> Void = { transaction in
                try transaction.execute("INSERT INTO x VALUES (1)")
                if runs.add(1, ordering: .relaxed).oldValue == 0 {
                    try TestStores.cutConnections(url)
                    usleep(50_000)
                }
                try transaction.execute("INSERT INTO x VALUES (2)")
            }
            try await store.write(.interactive, body)
            #expect(runs.load(ordering: .relaxed) == 2)
            #expect(try await store.read { try $0.first("SELECT count(*) FROM x") { $0.integer(0) } } == 2)
            runs.store(0, ordering: .relaxed)
            let error = await #expect(throws: LianluError.self) { try await store.write(.projection, body) }
            #expect(error?.code == .unavailable)
            #expect(runs.load(ordering: .relaxed) == 1)
            #expect(try await store.read { try $0.first("SELECT count(*) FROM x") { $0.integer(0) } } == 2)
        }
    }

    @Test func unreachableServer_isUnavailable() async throws {
        let store = PostgresStore(url: "postgresql://nobody@127.0.0.1:1/none")
        let error = await #expect(throws: LianluError.self) { try await store.read { _ in } }
        #expect(error?.code == .unavailable)
        #expect(error?.hint.contains("LIANLU_POSTGRES_URL") == true)
        await store.close()
    }

    @Test func types_ofAggregatesAndCasts_areRead() async throws {
        try await withStore { store, _ in
            let row = try await store.read { transaction in
                try transaction.first(
                    "SELECT sum(v), avg(v), count(*), 1::int, 2::smallint, true, 1.5::float8, -12.75::numeric, '{\"a\":1}'::jsonb ->> 'a', '\\x00ff'::bytea, NULL::bigint FROM (VALUES (-3::bigint), (-4)) AS t(v)"
                ) { row in
                    (
                        [row.integer(0), row.integer(2), row.integer(3), row.integer(4), row.integer(5), row.integer(7)],
                        [row.real(1), row.real(6), row.real(7)], row.text(8), row.blob(9), row.isNull(10)
                    )
                }
            }
            let (integers, reals, text, blob, null) = try #require(row)
            #expect(integers == [-7, 2, 1, 2, 1, -12])
            #expect(reals == [-3.5, 1.5, -12.75])
            #expect(text == "1" && blob == [0, 255] && null)
        }
    }

    @Test func binaryRows_readEveryColumn() async throws {
        try await withStore { store, _ in
            let row = try await store.read { transaction in
                try transaction.first(
                    "SELECT '\\x0001'::bytea, -5::bigint, 7::int, -2::smallint, 0.25::float8, 'é'::text, false, NULL::bytea"
                ) { row in
                    (
                        row.blob(0), [row.integer(1), row.integer(2), row.integer(3), row.integer(6)], row.real(4), row.text(5),
                        row.isNull(7)
                    )
                }
            }
            let (blob, integers, real, text, null) = try #require(row)
            #expect(blob == [0, 1] && integers == [-5, 7, -2, 0] && real == 0.25 && text == "é" && null)
        }
    }

    @Test func pipelines_largerThanSocketBuffers_doNotLock() async throws {
        try await withStore { store, _ in
            let big = SQLValue.text(String(repeating: "x", count: 20_000))
            let total = try await store.read { transaction in
                var total = 0
                // 60 MB each way
                try transaction.queryMany("SELECT $1::text", Array(repeating: [big], count: 3000)) { total += $1.text(0).utf8.count }
                return total
            }
            #expect(total == 60_000_000)
        }
    }

    @Test func manyStatements_keepWorkingPastThePreparedLimit() async throws {
        try await withStore { store, _ in
            for round in 0..<2 {
                let sum = try await store.read { transaction in
                    var sum: Int64 = 0
                    for number in 0..<900 {
                        sum += try transaction.first("SELECT \(number)::bigint + $1::bigint", [.integer(1)]) { $0.integer(0) } ?? 0
                    }
                    return sum
                }
                #expect(sum == 900 * 899 / 2 + 900, "round \(round)")
            }
        }
    }

    @Test func text_sortsByBytes() async throws {
        try await TestStores.withStore(.postgres) { store in
            try await store.write {
                try $0.executeMany("INSERT INTO setting(name, value) VALUES ($1, '')", [["b"], ["B"], ["é"], ["a"], ["_"]])
            }
            let names = try await store.read { try $0.query("SELECT name FROM setting ORDER BY name", []) { $0.text(0) } }
            #expect(names == ["B", "_", "a", "b", "é"])
        }
    }
}
