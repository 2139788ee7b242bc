import Organisation
import Storage
import TestKit
import Testing
import Vocabulary

@Suite struct AccountsTests {
    @Test(arguments: TestStores.available)
    func setUp_withPrintedToken_makesOneAdminOnce(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            #expect(try await room.accounts.needsSetup())
            let token = try await room.accounts.issueSetUpToken()
            func setUp(_ token: String) async throws -> SignedIn {
                try await room.accounts.setUp(
                    token: token, name: "王伟", email: " Admin@Example.com ", password: "correct horse", locale: "zh-Hans", address: "::1",
                    agent: "t")
            }
            #expect(await code { try await setUp("wrong") } == .unauthorized)
            let signedIn = try await setUp(token)
            #expect(signedIn.account.role == .admin)
            #expect(signedIn.account.email == "admin@example.com")
            #expect(signedIn.account.scope == .all)
            #expect(try await room.accounts.needsSetup() == false)
            #expect(try await room.accounts.session(signedIn.token)?.id == signedIn.account.id)
            #expect(await code { try await setUp(token) } == .conflict)
            #expect(try await room.actions() == ["account.create", "session.open"])
        }
    }

    @Test(arguments: TestStores.available)
    func setUpToken_afterADayOrAfterANewOne_isRefused(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            func setUp(_ token: String) async throws -> SignedIn {
                try await room.accounts.setUp(
                    token: token, name: "王", email: "a@example.com", password: "correct horse", locale: nil, address: "", agent: "")
            }
            let first = try await room.accounts.issueSetUpToken()
            let second = try await room.accounts.issueSetUpToken()
            #expect(await code { try await setUp(first) } == .unauthorized)
            room.time.advance(milliseconds: 86_400_001)
            #expect(await code { try await setUp(second) } == .unauthorized)
        }
    }

    @Test(arguments: TestStores.available)
    func signIn_withWrongPassword_isLimitedAfterFive(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            _ = try await room.admin()
            func signIn(_ password: String, from address: String = "10.0.0.1", email: String = "admin@example.com") async throws -> SignedIn
            {
                try await room.accounts.signIn(email: email, password: password, address: address, agent: "")
            }
            for _ in 0..<5 { #expect(await code { try await signIn("wrong") } == .unauthorized) }
            #expect(await code { try await signIn("correct horse") } == .rateLimited)
            #expect(await code { try await signIn("correct horse", from: "10.0.0.2") } == nil)
            #expect(await code { try await signIn("x", from: "10.0.0.3", email: "nobody@example.com") } == .unauthorized)
            room.time.advance(milliseconds: 15 * 60_000 + 1)
            #expect(await code { try await signIn("correct horse") } == nil)
            #expect(try await room.actions().filter { $0 == "session.refused" }.count == 6)
        }
    }

    @Test(arguments: TestStores.available)
    func session_slidesWhileUsed_andEndsAfterIdleOrThirtyDays(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            _ = try await room.admin()
            let day: Int64 = 86_400_000
            let first = try await room.accounts.signIn(email: "admin@example.com", password: "correct horse", address: "", agent: "")
            for _ in 0..<4 {
                room.time.advance(milliseconds: 6 * day)
                #expect(try await room.accounts.session(first.token) != nil)
            }
            room.time.advance(milliseconds: 6 * day + 1)
            #expect(try await room.accounts.session(first.token) == nil)

            let second = try await room.accounts.signIn(email: "admin@example.com", password: "correct horse", address: "", agent: "")
            room.time.advance(milliseconds: 7 * day)
            #expect(try await room.accounts.session(second.token) == nil)
            #expect(try await room.accounts.sweep() == 2)

            let third = try await room.accounts.signIn(email: "admin@example.com", password: "correct horse", address: "", agent: "")
            try await room.accounts.signOut(third.token)
            #expect(try await room.accounts.session(third.token) == nil)
            #expect(try await room.accounts.session("") == nil)
        }
    }

    @Test(arguments: TestStores.available)
    func invitation_isUsedOnce_thenAPasswordCanBeSetWithoutTheOld(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            let admin = try await room.admin().principal(address: "10.0.0.1")
            let made = try await room.accounts.create(name: "李娜", email: "li@example.com", role: .marketer, by: admin)
            #expect(made.status == .invited)
            #expect(!made.hasPassword)
            let token = try await room.accounts.issueLoginToken(made.id, by: admin)
            let signedIn = try await room.accounts.signIn(token: token, address: "", agent: "")
            #expect(signedIn.account.status == .active)
            #expect(await code { try await room.accounts.signIn(token: token, address: "", agent: "") } == .unauthorized)
            let me = signedIn.account.principal(address: "")
            let changed = try await room.accounts.updateSelf(
                made.id, locale: "en", password: "a long sentence", keeping: signedIn.token, by: me)
            #expect(changed.hasPassword)
            #expect(changed.locale == "en")
            #expect(try await room.accounts.session(signedIn.token) != nil)
            room.time.advance(milliseconds: 31 * 60_000)
            #expect(await code { try await room.accounts.updateSelf(made.id, password: "another sentence", by: me) } == .forbidden)
            _ = try await room.accounts.updateSelf(made.id, password: "another sentence", currentPassword: "a long sentence", by: me)
            #expect(try await room.accounts.session(signedIn.token) == nil)
        }
    }

    @Test(arguments: TestStores.available)
    func update_ofTheLastAdmin_isRefused_andDisablingEndsSessions(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            let admin = try await room.admin()
            let actor = admin.principal(address: "")
            #expect(await code { try await room.accounts.update(admin.id, role: .analyst, by: actor) } == .conflict)
            #expect(await code { try await room.accounts.update(admin.id, status: .disabled, by: actor) } == .conflict)
            let other = try await room.accounts.create(
                name: "B", email: "b@example.com", role: .admin, password: "correct horse", by: actor)
            let session = try await room.accounts.signIn(email: "b@example.com", password: "correct horse", address: "", agent: "")
            _ = try await room.accounts.update(other.id, status: .disabled, by: actor)
            #expect(try await room.accounts.session(session.token) == nil)
            #expect(await code { try await room.accounts.issueLoginToken(other.id, by: actor) } == .conflict)
            #expect(await code { try await room.accounts.create(name: "B", email: "B@example.com", role: .admin, by: actor) } == .conflict)
            #expect(await code { try await room.accounts.create(name: "C", email: "c@example", role: .admin, by: actor) } == .badRequest)
            #expect(
                await code { try await room.accounts.create(name: "C", email: "c@example.com", role: .admin, password: "short", by: actor) }
                    == .badRequest)
            #expect(await code { try await room.accounts.account(999) } == .notFound)
        }
    }

    @Test(arguments: TestStores.available)
    func sales_withoutAPlace_seesNobody_withOneItsSubtree(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            let admin = try await room.admin().principal(address: "")
            let brand = try await room.tree.create(parent: nil, kind: .brand, name: "品牌", code: "B", by: admin)
            let shop = try await room.tree.create(parent: brand.id, kind: .store, name: "静安店", code: "S1", by: admin)
            let sales = try await room.accounts.create(name: "赵敏", email: "zhao@example.com", role: .sales, by: admin)
            #expect(sales.scope == .nobody)
            let placed = try await room.accounts.update(sales.id, node: .some(shop.id), by: admin)
            #expect(placed.scope == .subtree(path: "/\(brand.id)/\(shop.id)/"))
            #expect(await code { try await room.accounts.update(sales.id, node: .some(99), by: admin) } == .notFound)
            let freed = try await room.accounts.update(sales.id, node: .some(nil), by: admin)
            #expect(freed.scope == .nobody)
        }
    }
}
