import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Touchpoint

@Suite struct ClickTests {
    private func link(_ bench: TouchBench, url: String = "https://shop.example/", page: Int64? = nil) async throws -> (Link, Origin) {
        let origin = try await bench.points.createOrigins([.init(name: "来源", kind: .ad)])[0]
        var new = Touchpoints.NewLink(name: "链接")
        new.origin = origin.id
        new.page = page
        new.url = page == nil ? url : ""
        return (try await bench.points.createLinks([new], by: "account:1")[0], origin)
    }

    @Test(arguments: TestStores.available)
    func click_isKeptOncePerPlatformIdAndVisitor(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let (link, origin) = try await link(bench)
            for id in ["visitor-0001", "visitor-0001", "visitor-0002"] {
                _ = try await bench.points.follow(
                    slug: link.slug, bench.visit("/l/\(link.slug)?gdt_vid=abc&adgroup_id=5&aid=__AID__", id: id))
            }
            let events = try await bench.settle()
            #expect(events.count == 3 && events.allSatisfy { $0.event.source == RoomBench.own && $0.event.trust == .claimed })
            #expect(try await bench.count("SELECT count(*) FROM click") == 2)
            #expect(try await bench.points.link(link.id).clicks == 2)
            let click = try #require(try await bench.points.clicks(link: link.id, limit: 1).first)
            #expect(
                click.platform == "tencent_ads" && click.clickID == "abc" && click.origin == origin.id && click.network == "203.0.113.0")
            #expect(click.campaign == ["adgroupId": "5"])
            #expect(events[0].event.facts.origin == origin.code)
            // Feedback asks by the leaves of a customer.
            let leaf = events[0].leaf
            let found = try await bench.room.store.read { tx in
                try Click.of([leaf], since: Instant(milliseconds: bench.room.time.now.milliseconds - 30 * 86_400_000), in: tx)
            }
            #expect(found.map(\.clickID) == ["abc"])
        }
    }

    @Test(arguments: TestStores.available)
    func clickOfSomebodyElsesPage_isKept_andJoinsTheLink(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let (link, origin) = try await link(bench)
            var facts = EventFacts()
            (facts.clickPlatform, facts.clickID) = ("ocean_engine", "oe-1")
            let visitor = [Identifier(.anonymousID, "visitor-0001")]
            // The page's own event overtakes the link's.
            for _ in 0..<3 {
                let seen = try await bench.room.see(
                    "$page", visitor, source: 3, trust: .claimed, properties: ["$url": "https://shop.example/?clickid=oe-1&cid=9"],
                    facts: facts)
                try await bench.room.react(bench.reaction, seen)
                #expect(!bench.reaction.wants(seen.event), "every event of the visit would be looked at again")
            }
            _ = try await bench.points.follow(slug: link.slug, bench.visit("/l/\(link.slug)?clickid=oe-1"))
            try await bench.settle()
            let clicks = try await bench.points.clicks(limit: 10)
            #expect(
                clicks.count == 1 && clicks[0].link == link.id && clicks[0].origin == origin.id && clicks[0].campaign == ["creativeId": "9"]
            )
            #expect(try await bench.points.link(link.id).clicks == 1)
        }
    }

    @Test func forgedNamesCountForNothing() async throws {
        try await TouchBench.with(.sqlite) { bench in
            let (link, _) = try await link(bench)
            let forged = try await bench.room.see(
                "$link_clicked", [Identifier(.anonymousID, "visitor-0009")], source: 3, trust: .claimed, properties: ["link": .int(link.id)]
            )
            try await bench.room.react(bench.reaction, forged)
            let form = try await bench.room.see(
                "$form_submitted", [Identifier(.anonymousID, "visitor-0009")], source: 3, properties: ["page": 1, "quality": "ok"])
            try await bench.room.react(bench.reaction, form)
            #expect(try await bench.count("SELECT count(*) FROM click") == 0)
            #expect(try await bench.count("SELECT count(*) FROM form_submission") == 0)
        }
    }

    @Test(arguments: [
        "Mozilla/5.0 (compatible; Baiduspider/2.0)", "facebookexternalhit/1.1", "curl/8.0", "", "Mozilla/5.0 (X11) HeadlessChrome/120.0",
    ])
    func machines_getWhereTheyWant_butLeaveNothing(agent: String) async throws {
        try await TouchBench.with(.sqlite) { bench in
            let (link, _) = try await link(bench)
            let shown = try await bench.points.follow(slug: link.slug, bench.visit("/l/\(link.slug)", id: nil, agent: agent))
            guard case .redirect(let address, let cookie) = shown else {
                Issue.record("no redirect")
                return
            }
            #expect(address == "https://shop.example/" && cookie == nil && bench.waiting.isEmpty)
        }
    }

    @Test func aStoreThatCannotTakeTheClick_doesNotStopTheVisitor() async throws {
        try await TouchBench.with(.sqlite) { bench in
            let (link, _) = try await link(bench)
            bench.fail(times: 1)
            guard case .redirect = try await bench.points.follow(slug: link.slug, bench.visit("/l/\(link.slug)")) else {
                Issue.record("no redirect")
                return
            }
        }
    }

    @Test(arguments: [
        ("/l/x", "https://a.example", "https://a.example"), ("/l/x?", "https://a.example", "https://a.example"),
        ("/l/x?gdt_vid=1", "https://a.example", "https://a.example/?gdt_vid=1"),
        ("/l/x?a=1", "https://a.example/p?b=2#c", "https://a.example/p?b=2&a=1#c"),
        ("/l/x?@evil.example", "https://a.example", "https://a.example/?@evil.example"),
        ("/l/x?a=1#frag", "https://a.example/", "https://a.example/?a=1frag"),
        ("/l/x?utm_source=own", "https://a.example/", "https://a.example/?utm_source=own&utm_medium=cpc%20x"),
        ("/l/x?a=\"<>\\ b", "https://a.example/", "https://a.example/?a=b&utm_source=gdt&utm_medium=cpc%20x"),
    ])
    func query_travelsOn_andNeverChangesTheHost(address: String, url: String, expected: String) {
        let utm: JSONObject = address.contains("utm_source") || address.contains("<") ? ["source": "gdt", "medium": "cpc x"] : [:]
        #expect(Touchpoints.passing(address, to: url, utm: utm) == expected)
    }

    @Test(arguments: TestStores.available)
    func erasure_removesWhatIsKept_andMayRepeat(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let page = try await bench.page()
            let (link, _) = try await link(bench)
            _ = try await bench.points.follow(slug: link.slug, bench.visit("/l/\(link.slug)?gdt_vid=abc"))
            try await bench.send(page, phone: "13912345671")
            let events = try await bench.settle()
            let leaves = bench.room.base.graph.leaves(of: events[0].leaf)
            #expect(leaves.count == 2)
            let target = ErasureTarget(
                leaves: leaves, identifiers: [Identifier(.anonymousID, "visitor-0001"), Identifier(.phone, "13912345671")])
            #expect(try await bench.points.erase(target) >= 3)
            #expect(try await bench.points.erase(target) == 0)
            #expect(try await bench.count("SELECT count(*) FROM click") == 0)
            #expect(try await bench.count("SELECT count(*) FROM form_submission") == 0)
        }
    }
}
