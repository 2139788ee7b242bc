import Organisation
import Storage
import TestKit
import Testing
import Vocabulary

private struct Stop: Error {}

@Suite struct AuditLogTests {
    @Test(arguments: TestStores.available)
    func list_pagesNewestFirst_andFilters(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            let start = room.time.now
            let someone = Principal(kind: .account, id: "7", name: "李娜", role: .marketer, scope: .all, address: "10.0.0.9")
            for number in 0..<5 {
                try await room.audit.record(someone, "customer.reveal", target: "customer:\(number)", detail: [("why", "电话\"回访\"\n")])
                try await room.audit.record(.system, "erasure.finish", target: "erasure:\(number)")
                room.time.advance(milliseconds: 1000)
            }
            let first = try await room.audit.list(AuditQuery(action: "customer.", limit: 2))
            #expect(first.map(\.target) == ["customer:4", "customer:3"])
            let second = try await room.audit.list(AuditQuery(action: "customer.", limit: 10, before: first.last?.id))
            #expect(second.map(\.target) == ["customer:2", "customer:1", "customer:0"])
            #expect(try JSONValue(parsing: first[0].detail)["why"]?.string == "电话\"回访\"\n")
            #expect(try await room.audit.list(AuditQuery(actor: "account:7")).count == 5)
            #expect(try await room.audit.list(AuditQuery(actor: "李娜")).count == 5)
            #expect(try await room.audit.count(AuditQuery(action: "customer.", limit: 1), most: 100) == 5)
            #expect(try await room.audit.count(AuditQuery(actor: "李娜"), most: 3) == 3)
            #expect(
                try await room.audit.list(AuditQuery(from: start.adding(milliseconds: 2000), to: start.adding(milliseconds: 4000))).count
                    == 4)
            #expect(first[0].address == "10.0.0.9")
        }
    }

    @Test(arguments: TestStores.available)
    func forget_removesTheOldestInSteps(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            for number in 0..<5 {
                try await room.audit.record(.system, "x", target: "\(number)")
                room.time.advance(milliseconds: 1000)
            }
            let edge = room.time.now.adding(milliseconds: -2000)
            #expect(try await room.audit.forget(before: edge, most: 2) == 2)
            #expect(try await room.audit.forget(before: edge, most: 2) == 1)
            #expect(try await room.audit.forget(before: edge, most: 2) == 0)
            #expect(try await room.audit.list(AuditQuery(action: "x")).map(\.target) == ["4", "3"])
        }
    }

    @Test(arguments: TestStores.available)
    func append_goesWithItsTransaction(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            let now = room.time.now
            await #expect(throws: Stop.self) {
                try await room.store.write { tx in
                    try AuditLog.append(tx, .system, "x", at: now)
                    throw Stop()
                }
            }
            let left = try await room.audit.list(AuditQuery())
            #expect(left.isEmpty)
        }
    }
}
