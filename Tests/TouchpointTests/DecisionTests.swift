import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Touchpoint

@Suite struct DecisionTests {
    private static let me = DecisionDesk.Visitor(anonymousID: "visitor-0001")

    private func content(_ title: String, priority: Int64 = 0, _ change: (inout Touchpoints.ContentChange) -> Void = { _ in }) throws
        -> Touchpoints.ContentChange
    {
        var content = Touchpoints.ContentChange()
        content.name = title
        content.priority = priority
        content.body = try SlotBody(["title": .string(title)])
        change(&content)
        return content
    }

    private func report(_ bench: TouchBench, _ name: String, _ token: String?, visitor: String = "visitor-0001") async throws {
        let seen = try await bench.room.see(
            name, [Identifier(.anonymousID, visitor)], source: 3, trust: .claimed, properties: ["token": .string(token ?? "")])
        try await bench.room.react(bench.reaction, seen)
    }

    @Test(arguments: TestStores.available)
    func firstThatFitsWins_elseTheDefault(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let points = bench.points
            let slot = try await points.createSlot(key: "home", name: "首页", kind: .popup, fallback: try SlotBody(["title": "默认"]))
            func decide() async -> (String?, Decision.Reason) {
                let decision = await points.decide(Self.me, slots: ["home"])[0]
                return (decision.body?.title, decision.reason)
            }
            #expect(await decide() == ("默认", .default))
            let now = bench.room.time.now
            _ = try await points.addContent(to: slot.id, try content("昨天结束", priority: 9) { $0.endsAt = .some(now) })
            _ = try await points.addContent(
                to: slot.id, try content("明天开始", priority: 8) { $0.startsAt = .some(now.adding(milliseconds: 1)) })
            _ = try await points.addContent(to: slot.id, try content("关着", priority: 7) { $0.isActive = false })
            let rule = try await points.addContent(to: slot.id, try content("规则", priority: 6) { $0.rule = ["tag": "高频付费"] })
            let all = try await points.addContent(to: slot.id, try content("大家", priority: 1))
            #expect(await decide() == ("大家", .everyone))
            try await bench.room.see("$page", [Identifier(.anonymousID, "visitor-0001")], source: 3, trust: .claimed)
            bench.match([rule.id])
            bench.room.time.advance(milliseconds: 5_000)
            #expect(await decide() == ("明天开始", .everyone))
            _ = try await points.updateContent(rule.id, try content("规则", priority: 20) { $0.body = nil })
            #expect(await decide() == ("规则", .rule))
            bench.match([])
            bench.room.time.advance(milliseconds: 5_000)
            _ = try await points.updateSlot(slot.id, active: false)
            #expect(await decide() == (nil, .none))
            #expect(await points.decide(Self.me, slots: ["nothing"])[0].reason == .unknownSlot)
            try await points.deleteContent(all.id)
            try await points.deleteSlot(slot.id)
            #expect(try await points.slots().isEmpty)
        }
    }

    @Test(arguments: TestStores.available)
    func cap_countsReportedShowings_onceEach_perPerson(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let slot = try await bench.points.createSlot(key: "home", name: "首页", kind: .popup, fallback: nil)
            let item = try await bench.points.addContent(
                to: slot.id,
                try content("券") {
                    $0.cap = 2
                    $0.capDays = 2
                })
            #expect(await bench.points.decide(.init(anonymousID: "visitor-0001", seen: [item.id]), slots: ["home"])[0].content == item.id)
            for round in 0..<2 {
                let decision = await bench.points.decide(Self.me, slots: ["home"])[0]
                #expect(decision.content == item.id, "\(round)")
                for _ in 0..<3 { try await report(bench, "$slot_shown", decision.token) }
                try await report(bench, "$slot_shown", decision.token, visitor: "visitor-else")
                bench.room.time.advance(milliseconds: 1_000)
                let again = await bench.points.decide(.init(anonymousID: "visitor-0001", seen: [item.id]), slots: ["home"])[0]
                #expect(again.reason == .none, "its report is still under way: \(round)")
            }
            #expect(await bench.points.decide(Self.me, slots: ["home"])[0].reason == .none)
            #expect(await bench.points.decide(.init(anonymousID: "visitor-else"), slots: ["home"])[0].content == item.id)
            let figures = try #require(try await bench.points.slotFigures()[item.id])
            #expect(figures.shown == 2 && figures.clicked == 0)
            bench.room.time.advance(milliseconds: 2 * 86_400_000)
            #expect(await bench.points.decide(Self.me, slots: ["home"])[0].content == item.id)
        }
    }

    @Test(arguments: TestStores.available)
    func list_isForThosePutOnIt_untilTheyClickOrItRunsOut(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let slot = try await bench.points.createSlot(key: "home", name: "首页", kind: .popup, fallback: nil)
            let item = try await bench.points.addContent(to: slot.id, try content("召回") { $0.isTargeted = true })
            let leaf = try await bench.room.see("$page", [Identifier(.anonymousID, "visitor-0001")], source: 3, trust: .claimed).leaf
            #expect(await bench.points.decide(Self.me, slots: ["home"])[0].reason == .none)
            let command = ShowInSlot(
                key: "journey:1/run:2/node:a", leaf: leaf, slot: "home", content: item.id, hours: 24, cause: "journey:1")
            #expect(try ShowInSlot(json: command.json) == command)
            try await bench.points.show(command)
            let decision = await bench.points.decide(Self.me, slots: ["home"])[0]
            #expect(decision.reason == .target && decision.content == item.id)
            #expect(await bench.points.decide(.init(anonymousID: "visitor-else"), slots: ["home"])[0].reason == .none)
            #expect(try await bench.points.slotFigures()[item.id]?.waiting == 1)
            try await report(bench, "$slot_clicked", decision.token)
            #expect(await bench.points.decide(Self.me, slots: ["home"])[0].reason == .none)
            try await bench.points.show(command)
            #expect(await bench.points.decide(Self.me, slots: ["home"])[0].reason == .none, "a command that runs twice puts nobody back")
            try await bench.points.show(ShowInSlot(key: "again", leaf: leaf, slot: "home", hours: 1, cause: "journey:1"))
            #expect(await bench.points.decide(Self.me, slots: ["home"])[0].reason == .target)
            bench.room.time.advance(milliseconds: 3_600_000)
            #expect(await bench.points.decide(Self.me, slots: ["home"])[0].reason == .none)
            await #expect(throws: JobRefusal.self) {
                try await bench.points.show(ShowInSlot(key: "x", leaf: leaf, slot: "nothing", cause: ""))
            }
        }
    }

    /// Public endpoints answer from the visitor's own leaf alone until the identity is verified.
    @Test(arguments: TestStores.available)
    func unverifiedVisitor_isAnsweredFromTheOwnLeaf(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let slot = try await bench.points.createSlot(key: "home", name: "首页", kind: .popup, fallback: nil)
            let item = try await bench.points.addContent(to: slot.id, try content("只给会员") { $0.rule = ["tag": "会员"] })
            let known = try await bench.room.see("$identify", [Identifier(.userID, "member"), Identifier(.anonymousID, "visitor-0001")])
            bench.match([item.id])
            _ = await bench.points.decide(Self.me, slots: ["home"])
            let own = try await bench.room.store.read { tx in try IdentityGraph.leaf(of: Identifier(.anonymousID, "visitor-0001"), in: tx) }
            #expect(bench.asked == [[own!]])
            _ = await bench.points.decide(.init(anonymousID: "visitor-0001", verifiedUser: "member"), slots: ["home"])
            #expect(bench.asked.last.map(Set.init) == Set(bench.room.base.graph.leaves(of: known.leaf)) && bench.asked.last?.count == 2)
            // Nobody known: no rule is asked, nothing matches.
            #expect(await bench.points.decide(.init(anonymousID: "stranger"), slots: ["home"])[0].reason == .none)
            #expect(bench.asked.count == 2)
        }
    }

    @Test func whateverGoesWrong_showsTheDefault() async throws {
        try await TouchBench.with(.sqlite) { bench in
            let slot = try await bench.points.createSlot(key: "home", name: "首页", kind: .popup, fallback: try SlotBody(["title": "默认"]))
            _ = try await bench.points.addContent(to: slot.id, try content("规则") { $0.rule = ["tag": "会员"] })
            try await bench.room.see("$page", [Identifier(.anonymousID, "visitor-0001")], source: 3, trust: .claimed)
            bench.breakMatching()
            let decision = await bench.points.decide(Self.me, slots: ["home"])[0]
            #expect(decision.reason == .default && decision.body?.title == "默认")
        }
    }

    @Test func tokens_areForOneVisitor_andAge() async throws {
        try await TouchBench.with(.sqlite) { bench in
            let slot = try await bench.points.createSlot(key: "home", name: "首页", kind: .popup, fallback: nil)
            let item = try await bench.points.addContent(to: slot.id, try content("券"))
            let token = await bench.points.decide(Self.me, slots: ["home"])[0].token
            let forged = "\(slot.id).\(item.id).\(bench.room.time.now.milliseconds).aaaaaaaaaaaaaaaaaaaaaaaa"
            try await report(bench, "$slot_shown", forged)
            try await report(bench, "$slot_shown", nil)
            try await report(bench, "$slot_shown", token, visitor: "visitor-else")
            bench.room.time.advance(milliseconds: DecisionToken.lifetime)
            try await report(bench, "$slot_shown", token)
            #expect(try await bench.points.slotFigures()[item.id]?.shown == 0)
            #expect(await bench.points.decide(.init(anonymousID: ""), slots: ["home"])[0].token == nil)
        }
    }

    @Test(arguments: [
        #"{"title":"t","url":"javascript:x"}"#, #"{"title":"t","url":"//evil.example"}"#, "{}", #"{"title":5}"#,
        #"{"title":"t","html":"x"}"#, #"{"title":"t","image":"http://a.example/x.png"}"#,
    ])
    func contents_areChecked(json: String) throws { #expect(throws: LianluError.self) { _ = try SlotBody(JSONValue(parsing: json)) } }
}
