import Organisation
import Storage
import TestKit
import Testing
import Vocabulary

@Suite struct OrganisationTreeTests {
    @Test(arguments: TestStores.available)
    func create_keepsTheOrderOfLevels(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            let admin = Principal.commandLine
            func make(_ parent: Int64?, _ kind: NodeKind, _ code: String) async throws -> OrganisationNode {
                try await room.tree.create(parent: parent, kind: kind, name: code, code: code, by: admin)
            }
            #expect(await code { try await make(nil, .store, "S0") } == .badRequest)
            let brand = try await make(nil, .brand, "B")
            #expect(await code { try await make(nil, .brand, "B2") } == .conflict)
            let dealer = try await make(brand.id, .dealer, "D")
            #expect(dealer.path == "/\(brand.id)/\(dealer.id)/")
            #expect(await code { try await make(dealer.id, .region, "R") } == .badRequest)
            #expect(await code { try await make(dealer.id, .dealer, "D2") } == .badRequest)
            #expect(await code { try await make(dealer.id, .store, "D") } == .conflict)
            #expect(await code { try await make(77, .store, "S") } == .notFound)
            #expect(await code { try await make(dealer.id, .store, "  ") } == .badRequest)
        }
    }

    @Test(arguments: TestStores.available)
    func update_withANewParent_movesTheWholeSubtree(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            let admin = Principal.commandLine
            let brand = try await room.tree.create(parent: nil, kind: .brand, name: "B", code: "B", by: admin)
            let east = try await room.tree.create(parent: brand.id, kind: .region, name: "华东", code: "E", by: admin)
            let south = try await room.tree.create(parent: brand.id, kind: .region, name: "华南", code: "S", by: admin)
            let dealer = try await room.tree.create(parent: east.id, kind: .dealer, name: "D", code: "D", by: admin)
            let shop = try await room.tree.create(parent: dealer.id, kind: .store, name: "店", code: "D1", by: admin)
            _ = try await room.tree.update(dealer.id, name: "新名", parent: south.id, by: admin)
            let nodes = try await room.tree.nodes()
            #expect(nodes.first { $0.id == shop.id }?.path == "/\(brand.id)/\(south.id)/\(dealer.id)/\(shop.id)/")
            #expect(nodes.first { $0.id == dealer.id }?.name == "新名")
            #expect(nodes.map(\.path) == nodes.map(\.path).sorted())
            #expect(await code { try await room.tree.update(south.id, parent: shop.id, by: admin) } == .badRequest)
            #expect(await code { try await room.tree.update(dealer.id, parent: shop.id, by: admin) } == .badRequest)
            #expect(try await room.tree.nodes(in: .subtree(path: "/\(brand.id)/\(east.id)/")).map(\.id) == [east.id])
            #expect(try await room.tree.nodes(in: .nobody).isEmpty)
        }
    }

    @Test(arguments: TestStores.available)
    func ensureBrand_makesOneRootOnce(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            try await room.tree.ensureBrand(named: "品牌")
            try await room.tree.ensureBrand(named: "另一个")
            #expect(try await room.tree.nodes().map(\.name) == ["品牌"])
        }
    }

    @Test(arguments: TestStores.available)
    func delete_whileInUse_isRefused(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            let admin = Principal.commandLine
            let brand = try await room.tree.create(parent: nil, kind: .brand, name: "B", code: "B", by: admin)
            let shop = try await room.tree.create(parent: brand.id, kind: .store, name: "店", code: "S", by: admin)
            #expect(await code { try await room.tree.delete(brand.id, by: admin) } == .conflict)
            _ = try await room.accounts.create(name: "店员", email: "s@example.com", role: .sales, node: shop.id, by: admin)
            #expect(try await room.tree.staff() == [shop.id: 1])
            #expect(await code { try await room.tree.delete(shop.id, by: admin) } == .conflict)
            let free = try await room.tree.create(parent: brand.id, kind: .store, name: "店2", code: "S2", by: admin)
            try await room.tree.delete(free.id, by: admin)
            #expect(try await room.tree.nodes().count == 2)
        }
    }

    @Test(arguments: TestStores.available)
    func scope_boundsWhatANodesManagerMayChange(engine: OperationalEngine) async throws {
        try await OrganisationFixture.with(engine) { room in
            let admin = Principal.commandLine
            let brand = try await room.tree.create(parent: nil, kind: .brand, name: "B", code: "B", by: admin)
            // Enough siblings that ids such as 1 and 10 begin alike.
            var shops: [OrganisationNode] = []
            for number in 0..<12 {
                shops.append(try await room.tree.create(parent: brand.id, kind: .dealer, name: "店\(number)", code: "S\(number)", by: admin))
            }
            for shop in shops {
                let inside = try await room.tree.nodes(in: .subtree(path: shop.path))
                #expect(inside.map(\.id) == [shop.id])
            }
            var actor = Principal.commandLine
            actor.scope = .subtree(path: shops[0].path)
            #expect(await code { try await room.tree.update(shops[1].id, name: "x", by: actor) } == .notFound)
            #expect(
                await code { try await room.tree.create(parent: shops[1].id, kind: .store, name: "x", code: "x", by: actor) } == .notFound)
            #expect(await code { try await room.tree.create(parent: shops[0].id, kind: .store, name: "x", code: "x", by: actor) } == nil)
            #expect(await code { try await room.tree.check([shops[1].id], in: actor.scope) } == .notFound)
        }
    }
}
