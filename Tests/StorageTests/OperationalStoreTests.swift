import Storage
import TestKit
import Testing
import Vocabulary

/// What every operational engine must do alike.
@Suite struct OperationalStoreTests {
    private static let table = Migration(
        1, "test",
        ["CREATE TABLE sample (id INT NOT NULL PRIMARY KEY, i INT, r REAL, t TEXT, b BLOB)"])

    private func withTable(_ engine: OperationalEngine, _ body: (any OperationalStore) async throws -> Void) async throws {
        try await TestStores.withStore(engine) { store in
            try await store.write { transaction in
                for statement in Self.table.rendered(for: transaction.engine) { try transaction.execute(statement) }
            }
            try await body(store)
        }
    }

    private func number(_ store: any OperationalStore, _ sql: String) async throws -> Int64? {
        try await store.read { try $0.first(sql) { $0.integer(0) } }
    }

    @Test(arguments: TestStores.available)
    func values_ofEveryType_comeBackUnchanged(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            let sets: [[SQLValue]] = [
                [1, 0, .real(0), "", .blob([])],
                [2, .integer(.max), .real(.greatestFiniteMagnitude), "链路 🧧 'quoted' \"x\" \\ \n", .blob([0, 1, 255, 92, 39])],
                [
                    3, .integer(.min), .real(-0.1), .text(String(repeating: "长", count: 100_000)),
                    .blob([UInt8](repeating: 7, count: 300_000)),
                ],
                [4, nil, nil, nil, nil],
                [5, -1, .real(.leastNonzeroMagnitude), "NULL", .blob(Array("\\x41".utf8))],
            ]
            try await store.write { try $0.executeMany("INSERT INTO sample(id, i, r, t, b) VALUES ($1, $2, $3, $4, $5)", sets) }
            let back = try await store.read { transaction in
                try transaction.query("SELECT id, i, r, t, b FROM sample ORDER BY id", []) { row -> [SQLValue] in
                    [
                        .integer(row.integer(0)), row.isNull(1) ? .null : .integer(row.integer(1)),
                        row.isNull(2) ? .null : .real(row.real(2)),
                        row.isNull(3) ? .null : .text(row.text(3)), row.isNull(4) ? .null : .blob(row.blob(4)),
                    ]
                }
            }
            #expect(back == sets)
        }
    }

    @Test(arguments: TestStores.available)
    func readOfNull_givesTheEmptyValue(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            try await store.write { try $0.execute("INSERT INTO sample(id) VALUES (1)") }
            let row = try await store.read { transaction in
                try transaction.first("SELECT i, r, t, b FROM sample") { row in
                    (row.integer(0), row.real(1), row.text(2), row.blob(3), row.optionalInteger(0), row.optionalText(2), row.bool(0))
                }
            }
            let (i, r, t, b, oi, ot, flag) = try #require(row)
            #expect(i == 0 && r == 0 && t.isEmpty && b.isEmpty && oi == nil && ot == nil && !flag)
        }
    }

    @Test(arguments: TestStores.available)
    func write_whenBodyThrows_rollsBackAndRethrows(engine: OperationalEngine) async throws {
        struct Stop: Error {}
        try await withTable(engine) { store in
            await #expect(throws: Stop.self) {
                try await store.write { transaction in
                    try transaction.execute("INSERT INTO sample(id) VALUES ($1)", [1])
                    throw Stop()
                }
            }
            let found1 = try await number(store, "SELECT count(*) FROM sample")
            #expect(found1 == 0)
            // The connection is usable again.
            try await store.write { try $0.execute("INSERT INTO sample(id) VALUES ($1)", [1]) }
        }
    }

    @Test(arguments: TestStores.available)
    func execute_returnsTheNumberOfChangedRows(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            let counts = try await store.write { transaction in
                [
                    try transaction.executeMany("INSERT INTO sample(id, i) VALUES ($1, $2)", (1...10).map { [.integer($0), 0] }),
                    try transaction.execute("UPDATE sample SET i = 1 WHERE id > $1", [4]),
                    try transaction.execute("INSERT INTO sample(id) VALUES ($1) ON CONFLICT DO NOTHING", [3]),
                    try transaction.execute("CREATE INDEX sample_i ON sample (i)"),
                    try transaction.execute("DELETE FROM sample"),
                    try transaction.executeMany("DELETE FROM sample WHERE id = $1", []),
                ]
            }
            #expect(counts == [10, 6, 0, 0, 10, 0])
        }
    }

    @Test(arguments: TestStores.available)
    func returning_givesRows(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            let ids = try await store.write { transaction in
                try transaction.query("INSERT INTO sample(id, i) VALUES ($1, $2), ($3, $4) RETURNING id, i", [1, 10, 2, 20]) {
                    [$0.integer(0), $0.integer(1)]
                }
            }
            #expect(Set(ids) == [[1, 10], [2, 20]])
            var seen: [Int: [Int64]] = [:]
            seen = try await store.write { transaction in
                var seen: [Int: [Int64]] = [:]
                try transaction.queryMany("UPDATE sample SET i = i + $1 WHERE id <= $2 RETURNING i", [[1, 1], [1, 2], [1, 0]]) { set, row in
                    seen[set, default: []].append(row.integer(0))
                }
                return seen
            }
            #expect(seen[0] == [11])
            #expect(seen[1]?.sorted() == [12, 21])
            #expect(seen[2] == nil)
        }
    }

    @Test(arguments: TestStores.available)
    func queryMany_handsRowsOverBySet(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            try await store.write {
                try $0.executeMany("INSERT INTO sample(id, t) VALUES ($1, $2)", (0..<500).map { [.integer($0), .text("v\($0)")] })
            }
            let found = try await store.read { transaction in
                var found: [String] = []
                try transaction.queryMany("SELECT t FROM sample WHERE id = $1", (0..<600).map { [.integer($0)] }) { set, row in
                    found.append("\(set)=\(row.text(0))")
                }
                return found
            }
            #expect(found == (0..<500).map { "\($0)=v\($0)" })
        }
    }

    @Test(arguments: TestStores.available)
    func query_insideTheRowsOfTheSameQuery_works(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            try await store.write { try $0.executeMany("INSERT INTO sample(id) VALUES ($1)", [[1], [2], [3]]) }
            let pairs = try await store.read { transaction in
                try transaction.query("SELECT id FROM sample WHERE id >= $1 ORDER BY id", [1]) { row in
                    let inner = try transaction.query("SELECT id FROM sample WHERE id >= $1 ORDER BY id", [.integer(row.integer(0))]) {
                        $0.integer(0)
                    }
                    return (row.integer(0), inner)
                }
            }
            #expect(pairs.map(\.0) == [1, 2, 3])
            #expect(pairs.map(\.1) == [[1, 2, 3], [2, 3], [3]])
        }
    }

    @Test(arguments: TestStores.available)
    func duplicateKey_isAConflict(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            try await store.write { try $0.execute("CREATE UNIQUE INDEX sample_t ON sample (t)") }
            for sql in ["INSERT INTO sample(id, t) VALUES (1, 'b')", "INSERT INTO sample(id, t) VALUES (2, 'a')"] {
                let error = await #expect(throws: LianluError.self) {
                    try await store.write { transaction in
                        try transaction.execute("INSERT INTO sample(id, t) VALUES (1, 'a')")
                        try transaction.execute(sql)
                    }
                }
                #expect(error?.code == .conflict)
            }
            let error = await #expect(throws: LianluError.self) {
                try await store.write { try $0.executeMany("INSERT INTO sample(id) VALUES ($1)", [[1], [2], [1], [3]]) }
            }
            #expect(error?.code == .conflict)
            let found2 = try await number(store, "SELECT count(*) FROM sample")
            #expect(found2 == 0)
        }
    }

    @Test(arguments: TestStores.available)
    func nul_isRefused(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            let error = await #expect(throws: LianluError.self) {
                try await store.write { try $0.execute("INSERT INTO sample(id, t) VALUES ($1, $2)", [1, "a\u{0}b"]) }
            }
            #expect(error?.code == .badRequest)
        }
    }

    @Test(arguments: TestStores.available)
    func parameters_outOfOrder_areRefused(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            for (sql, values) in [
                ("SELECT $2, $1", [1, 2]), ("SELECT $1, $1", [1]), ("SELECT ?", [1]), ("SELECT $1", []), ("SELECT $1", [1, 2]),
            ] as [(String, [SQLValue])] {
                let error = await #expect(throws: LianluError.self) { try await store.read { _ = try $0.query(sql, values) { _ in } } }
                #expect(error?.code == .internal)
            }
        }
    }

    @Test(arguments: TestStores.available)
    func read_cannotWrite(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            let error = await #expect(throws: LianluError.self) {
                try await store.read { _ = try $0.execute("INSERT INTO sample(id) VALUES (1)") }
            }
            #expect(error?.code == .internal)
        }
    }

    @Test(arguments: TestStores.available)
    func badStatement_isAnInternalError(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            let error = await #expect(throws: LianluError.self) {
                try await store.read { _ = try $0.query("SELECT nothing FROM nowhere", []) { _ in } }
            }
            #expect(error?.code == .internal)
            let found3 = try await number(store, "SELECT 1")
            #expect(found3 == 1)
        }
    }

    @Test(arguments: TestStores.available)
    func afterCommit_runsOnlyWhenDurable(engine: OperationalEngine) async throws {
        struct Stop: Error {}
        try await withTable(engine) { store in
            let notes = Recorder()
            try await store.write { transaction in
                transaction.afterCommit { notes.add("first") }
                transaction.afterCommit { notes.add("second") }
                #expect(notes.items.isEmpty)
            }
            #expect(notes.items == ["first", "second"])
            await #expect(throws: Stop.self) {
                try await store.write { transaction in
                    transaction.afterCommit { notes.add("never") }
                    throw Stop()
                }
            }
            #expect(notes.items == ["first", "second"])
        }
    }

    @Test(arguments: TestStores.available)
    func afterAFailedStatement_theTransactionCannotGoOn(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            let error = await #expect(throws: LianluError.self) {
                try await store.write { transaction in
                    try transaction.execute("INSERT INTO sample(id) VALUES (1)")
                    _ = try? transaction.execute("INSERT INTO sample(id) VALUES (1)")
                    try transaction.execute("INSERT INTO sample(id) VALUES (2)")
                }
            }
            #expect(error?.code == .internal)
            // Swallowing the error does not store the rest either.
            await #expect(throws: LianluError.self) {
                try await store.write { transaction in
                    try transaction.execute("INSERT INTO sample(id) VALUES (3)")
                    _ = try? transaction.execute("INSERT INTO sample(id) VALUES (3)")
                }
            }
            let count = try await number(store, "SELECT count(*) FROM sample")
            #expect(count == 0)
        }
    }

    @Test(arguments: TestStores.available)
    func read_seesOneSnapshot(engine: OperationalEngine) async throws {
        try await withTable(engine) { store in
            try await store.write { try $0.execute("INSERT INTO sample(id, i) VALUES (1, 0)") }
            let counts = try await store.read { transaction in
                let before = try transaction.first("SELECT i FROM sample") { $0.integer(0) }
                let written = Gate()
                Task {
                    try await store.write { try $0.execute("UPDATE sample SET i = 1") }
                    written.open()
                }
                written.waitBlocking()
                return [before, try transaction.first("SELECT i FROM sample") { $0.integer(0) }]
            }
            #expect(counts == [0, 0])
            let found4 = try await number(store, "SELECT i FROM sample")
            #expect(found4 == 1)
        }
    }

    @Test(arguments: TestStores.available)
    func counter_isDenseUnderConcurrencyAndRollback(engine: OperationalEngine) async throws {
        struct Stop: Error {}
        try await TestStores.withStore(engine) { store in
            let taken = await withTaskGroup(of: [Int64].self) { group in
                for task in 0..<40 {
                    group.addTask {
                        let count = Int64(task % 3 + 1)
                        do {
                            return try await store.write(WriteLane.allCases[task % 3]) { transaction in
                                let first = try transaction.take(count, from: "test")
                                if task % 5 == 0 { throw Stop() }
                                return Array(first..<first + count)
                            }
                        } catch {
                            return []
                        }
                    }
                }
                return await group.reduce(into: []) { $0 += $1 }
            }
            let expected = (0..<40).filter { $0 % 5 != 0 }.map { $0 % 3 + 1 }.reduce(0, +)
            #expect(taken.sorted() == Array(1...Int64(expected)))
        }
    }

    @Test(arguments: TestStores.available)
    func afterClose_callsThrowUnavailable(engine: OperationalEngine) async throws {
        try await TestStores.withStore(engine) { store in
            await store.close()
            let read = await #expect(throws: LianluError.self) { try await store.read { _ in } }
            let write = await #expect(throws: LianluError.self) { try await store.write { _ in } }
            #expect(read?.code == .unavailable && write?.code == .unavailable)
        }
    }

    @Test(arguments: TestStores.available)
    func interactiveWrites_goBeforeProjectionAndBackground(engine: OperationalEngine) async throws {
        try await TestStores.withStore(engine) { store in
            let (holding, letGo) = (Gate(), Gate())
            let order = Recorder()
            async let holder: Void = store.write(.background) { _ in
                holding.open()
                letGo.waitBlocking()
            }
            await holding.wait()
            await withTaskGroup(of: Void.self) { group in
                for (index, lane) in [WriteLane.background, .projection, .background, .interactive, .projection, .interactive].enumerated()
                {
                    group.addTask { try? await store.write(lane) { _ in order.add("\(lane)\(index)") } }
                    // Each must be queued before the next.
                    try? await Task.sleep(for: .milliseconds(20))
                }
                letGo.open()
            }
            try await holder
            #expect(order.items == ["interactive3", "interactive5", "projection1", "projection4", "background0", "background2"])
        }
    }
}
