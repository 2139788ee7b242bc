import Storage
import TestKit
import Testing
import Vocabulary

@testable import Touchpoint

@Suite struct OriginTests {
    @Test(arguments: TestStores.available)
    func tree_movesWithEverythingBelow_andHasNoRing(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let points = bench.points
            func make(_ name: String, under parent: Int64? = nil) async throws -> Origin {
                var new = Touchpoints.NewOrigin(name: name, kind: .campaign)
                new.parent = parent
                return try await points.createOrigins([new])[0]
            }
            let root = try await make("根")
            let other = try await make("另一")
            let middle = try await make("中", under: root.id)
            let leaf = try await make("叶", under: middle.id)
            #expect(leaf.path == "/\(root.id)/\(middle.id)/\(leaf.id)/")
            _ = try await points.updateOrigin(middle.id, parent: .some(other.id))
            let moved = try await points.origins()
            #expect(moved.first { $0.id == leaf.id }?.path == "/\(other.id)/\(middle.id)/\(leaf.id)/")
            await #expect(throws: LianluError.self) { _ = try await points.updateOrigin(other.id, parent: .some(leaf.id)) }
            await #expect(throws: LianluError.self) { _ = try await points.updateOrigin(other.id, parent: .some(other.id)) }
            await #expect(throws: LianluError.self) { try await points.deleteOrigin(middle.id) }
            try await points.deleteOrigin(leaf.id)
            try await points.deleteOrigin(middle.id)
            #expect(try await points.origins().map(\.id) == [root.id, other.id])
        }
    }

    @Test(arguments: TestStores.available)
    func bulk_isAllOrNone_andNamesTheLine(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let rows =
                "name,code,kind,platform,owner,parentCode,costModel,costNote\n腾讯,t1,ad,tencent_ads,小王,,cpc,\"按点击, 0.8 元\"\n计划一,t2,campaign,,,t1,,\n"
            let new = try OriginRows.parse(rows, kind: .other, platform: "", parent: nil)
            let made = try await bench.points.createOrigins(new)
            #expect(
                made.map(\.name) == ["腾讯", "计划一"] && made[1].parent == made[0].id && made[0].costNote == "按点击, 0.8 元"
                    && made[0].costModel == "cpc")
            let bad = try OriginRows.parse("新的,n1\n重复,t1", kind: .ad, platform: "", parent: nil)
            await #expect(throws: LianluError.self) { _ = try await bench.points.createOrigins(bad) }
            #expect(try await bench.points.origins().count == 2)
            #expect(throws: LianluError.self) { _ = try OriginRows.parse("好,a,ad\n坏,b,nonsense", kind: .ad, platform: "", parent: nil) }
        }
    }

    @Test func rows_takeTabs_quotes_andNoHeader() throws {
        let tabbed = try OriginRows.parse("抖音\td1\tad\n\n快手\tk1\n", kind: .campaign, platform: "x", parent: 7)
        #expect(
            tabbed.map(\.name) == ["抖音", "快手"] && tabbed[0].kind == .ad && tabbed[1].kind == .campaign && tabbed[1].parent == 7
                && tabbed[1].platform == "x")
        #expect(OriginRows.records("\"a\"\"b\nc\",d\r\ne").map { $0.count } == [2, 1])
        #expect(OriginRows.records("\"a\"\"b\nc\",d\r\ne")[0][0] == "a\"b\nc")
    }

    @Test(arguments: TestStores.available)
    func rules_sayWhichOriginAnEventMeans(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            func make(_ code: String, _ rules: [OriginRuleKey]) async throws -> Int64 {
                var new = Touchpoints.NewOrigin(name: code, kind: .ad)
                new.code = code
                new.rules = rules
                return try await bench.points.createOrigins([new])[0].id
            }
            _ = try await make("camp", [OriginRuleKey(.utm_campaign, "双11")])
            _ = try await make("src", [OriginRuleKey(.utm_source, "weibo")])
            _ = try await make("plat", [OriginRuleKey(.click_platform, "tencent_ads")])
            _ = try await make("ref", [OriginRuleKey(.referrer, "zhihu.com")])
            try await bench.points.refreshOrigins(force: true)
            func code(_ change: (inout EventFacts) -> Void) -> String? {
                var facts = EventFacts()
                change(&facts)
                return bench.points.originCode(of: facts)
            }
            #expect(
                code {
                    $0.utmCampaign = "双11"; $0.utmSource = "weibo"
                } == "camp")
            #expect(
                code {
                    $0.utmSource = "weibo"; $0.clickPlatform = "tencent_ads"
                } == "src")
            #expect(code { $0.clickPlatform = "tencent_ads" } == "plat")
            #expect(code { $0.referrerHost = "www.zhihu.com" } == "ref")
            #expect(code { $0.referrerHost = "notzhihu.com" } == nil)
            #expect(
                code {
                    $0.origin = "plat"; $0.utmSource = "weibo"
                } == "plat")
            await #expect(throws: LianluError.self) { _ = try await make("dup", [OriginRuleKey(.utm_source, "weibo")]) }
        }
    }
}
