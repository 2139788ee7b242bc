import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Touchpoint

@Suite struct FormTests {
    private func reasons(_ event: IncomingEvent) -> [String] {
        ((try? JSONValue(parsing: event.properties))?["reasons"]?.array ?? []).compactMap(\.string)
    }

    @Test(arguments: TestStores.available)
    func goodForm_isOneEvent_withPhoneAndVisitor_claimed(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let page = try await bench.page()
            let answer = try await bench.send(
                page, phone: "+86 138-1234-5670", more: ["f_name": "李先生", "f_city": "上海", "_marketing": "1", "f_unknown": "x"])
            guard case .thanks(let html, _, let text) = answer else {
                Issue.record("not taken")
                return
            }
            #expect(html.contains("已收到") && text.contains("已收到") && !html.contains("1234"))
            let event = try #require(bench.waiting.first)
            #expect(event.name == "$form_submitted" && event.source == RoomBench.own && event.trust == .claimed && event.verified.isEmpty)
            #expect(event.identifiers == [Identifier(.anonymousID, "visitor-0001"), Identifier(.phone, "13812345670")])
            #expect(event.commands.contains(.consent(purpose: "marketing_sms", granted: true)))
            let properties = try JSONValue(parsing: event.properties)
            #expect(properties["answers"] == ["name": "李先生", "city": "上海"])
            #expect(
                properties["region"]?.string == "上海" && properties["quality"]?.string == "ok"
                    && properties["noticeVersion"]?.string == "2026-11")
            #expect(properties["page"]?.int == page.id && properties["pageVersion"]?.int == 1 && properties["phoneGiven"]?.bool == true)
            try await bench.settle()
            #expect(try await bench.points.submissions(of: page.id, limit: 10).map(\.quality) == ["ok"])
            #expect(try await bench.points.pageFigures()[page.id]?.submissions == 1)
        }
    }

    @Test func marketingIsNotGrantedByTheNotice() async throws {
        try await TouchBench.with(.sqlite) { bench in
            let page = try await bench.page()
            try await bench.send(page, phone: "13812345670")
            #expect(bench.waiting[0].commands.isEmpty)
        }
    }

    /// The inbox is full, or the process dies, between counting and the event: sending again must make the lead.
    @Test(arguments: TestStores.available)
    func formThatFailedOnce_isTakenTheSecondTime_andCountsOnce(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let page = try await bench.page()
            let token = TouchBench.token(in: try await bench.points.open(slug: page.slug, bench.visit("/p/\(page.slug)")))
            bench.room.time.advance(milliseconds: 5_000)
            let fields = ["_token": token, "_form": "form", "_consent": "1", "f_phone": "13812345670"]
            let visit = bench.visit("/p/\(page.slug)/form")
            bench.fail(times: 1)
            await #expect(throws: LianluError.self) { _ = try await bench.points.submit(slug: page.slug, fields: fields, visit) }
            for _ in 0..<5 { _ = try await bench.points.submit(slug: page.slug, fields: fields, visit) }
            #expect(Set(bench.waiting.map(\.dedupeKey)).count == 1)
            #expect(bench.waiting.allSatisfy { reasons($0).isEmpty })
            #expect(try await bench.count("SELECT max(count) FROM form_count") == 1)
        }
    }

    @Test(arguments: TestStores.available)
    func suspicion_changesNothingVisible(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let page = try await bench.page()
            func last(_ answer: Touchpoints.FormAnswer) -> [String] {
                guard case .thanks = answer else { return ["visible"] }
                return bench.waiting.last.map(reasons) ?? ["no event"]
            }
            #expect(last(try await bench.send(page, phone: "13812345670", id: "visitor-h", more: ["_website": "x"])) == ["honeypot"])
            #expect(last(try await bench.send(page, phone: "13812345671", id: "visitor-f", wait: 1_999)) == ["too_fast"])
            #expect(last(try await bench.send(page, phone: "13812345672", id: "visitor-g", wait: 2_000)) == [])
            #expect(last(try await bench.send(page, phone: "13888888888", id: "visitor-i")) == ["implausible_phone"])
            #expect(last(try await bench.send(page, phone: "13912345678", id: "visitor-j")) == ["implausible_phone"])
            for count in 1...4 {
                #expect(
                    last(try await bench.send(page, phone: "13712345670", id: "visitor-\(count)00"))
                        == (count < 4 ? [] : ["too_many_from_phone"]))
            }
            for count in 1...7 {
                #expect(
                    last(try await bench.send(page, phone: "1361234560\(count)", id: "visitor-same"))
                        == (count < 7 ? [] : ["too_many_from_device"]))
            }
            #expect(bench.waiting.filter { !reasons($0).isEmpty }.allSatisfy { $0.commands.isEmpty })
            // A new day of the deployment's zone, and everybody starts afresh.
            bench.room.time.advance(milliseconds: 86_400_000)
            #expect(last(try await bench.send(page, phone: "13712345670", id: "visitor-next")) == [])
        }
    }

    @Test func badForms_comeBackFilled() async throws {
        try await TouchBench.with(.sqlite) { bench in
            let page = try await bench.page()
            for (more, problem) in [
                (["f_phone": "12345"], "正确的手机号"), (["f_phone": ""], "手机号"), (["_consent": ""], "同意"), (["f_city": "月球"], "所在城市"),
                (["_token": "x"], "重新填写"),
                (["_form": "nothing"], "重新填写"),
            ] as [([String: String], String)] {
                var all = ["f_name": "<李>"]
                all.merge(more) { $1 }
                guard case .again(let html, _, let said) = try await bench.send(page, phone: "13812345670", more: all) else {
                    Issue.record("\(more)")
                    continue
                }
                #expect(said.contains(problem) && html.contains(problem), "\(more)")
                #expect(!html.contains("<李>"))
            }
            #expect(bench.waiting.isEmpty)
        }
    }

    @Test func tokens_ageAndBelongToTheirPage() async throws {
        try await TouchBench.with(.sqlite) { bench in
            let (one, two) = (try await bench.page(), try await bench.page())
            let token = TouchBench.token(in: try await bench.points.open(slug: one.slug, bench.visit("/p/\(one.slug)")))
            guard
                case .again = try await bench.points.submit(
                    slug: two.slug, fields: ["_token": token, "_form": "form", "_consent": "1", "f_phone": "13812345670"], bench.visit("/x")
                )
            else {
                Issue.record("another page's token was taken")
                return
            }
            guard case .again = try await bench.send(one, phone: "13812345670", wait: FormToken.lifetime) else {
                Issue.record("an old token was taken")
                return
            }
            // A changed letter breaks the signature.
            let key = try await bench.points.signingKey()
            var letters = Array(token)
            letters[10] = letters[10] == "a" ? "b" : "a"
            #expect(FormToken(String(letters), key) == nil && FormToken(token, key) != nil)
        }
    }

    @Test func browserWithoutCookies_isStillTheVisitorOfThePage() async throws {
        try await TouchBench.with(.sqlite) { bench in
            let page = try await bench.page()
            let shown = try await bench.points.open(slug: page.slug, bench.visit("/p/\(page.slug)", id: nil))
            guard case .page(_, _, let made?) = shown else {
                Issue.record("no cookie was offered")
                return
            }
            bench.room.time.advance(milliseconds: 5_000)
            _ = try await bench.points.submit(
                slug: page.slug,
                fields: ["_token": TouchBench.token(in: shown), "_form": "form", "_consent": "1", "f_phone": "13812345670"],
                bench.visit("/x", id: nil))
            #expect(bench.waiting.first?.identifiers.first == Identifier(.anonymousID, made))
        }
    }

    @Test(arguments: [
        ("13800138000", true), ("+8613800138000", true), ("008613800138000", true), ("+14155550123", true), ("12800138000", false),
        ("1380013800", false),
        ("", false), ("abcdefghijk", false), ("+1", false), ("１３８００１３８０００", false),
    ])
    func phones(text: String, isGood: Bool) {
        #expect(Touchpoints.isMobile(Identifier(.phone, text).normalised().value) == isGood)
    }

    @Test(arguments: TestStores.available)
    func drafts_guardAgainstTwoEditors_versionsNeverChange(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let page = try await bench.page()
            let changed = BlockCatalogue.starter(title: "第二版")
            let saved = try await bench.points.saveDraft(page.id, content: changed, revision: page.revision)
            await #expect(throws: LianluError.self) {
                _ = try await bench.points.saveDraft(page.id, content: changed, revision: page.revision)
            }
            await #expect(throws: LianluError.self) { _ = try await bench.points.publish(page.id, revision: page.revision, by: "x") }
            #expect(try await bench.points.published(slug: page.slug)?.content.root.title == "示例")
            #expect(try await bench.points.publish(page.id, revision: saved.revision, by: "x").published == 2)
            #expect(try await bench.points.published(slug: page.slug)?.content.root.title == "第二版")
            _ = try await bench.points.show(page.id, version: 1)
            #expect(try await bench.points.published(slug: page.slug)?.content.root.title == "示例")
            #expect(try await bench.points.pageFigures()[page.id]?.shownRevision == 1)
            _ = try await bench.points.unpublish(page.id)
            guard case .missing = try await bench.points.open(slug: page.slug, bench.visit("/p/x")) else {
                Issue.record("still shown")
                return
            }
            #expect(try await bench.points.versions(of: page.id).map(\.version) == [2, 1])
        }
    }

    @Test func previews_areSigned_ageAndCountNothing() async throws {
        try await TouchBench.with(.sqlite) { bench in
            let page = try await bench.points.createPage(
                name: "草稿", slug: "draft-one", content: ["schemaVersion": 1, "root": [:], "blocks": [["id": "x", "type": "hero"]]])
            let made = try await bench.points.previewPath(page.id)
            let token = String(made.path.split(separator: "=", maxSplits: 1)[1])
            guard case .page(let html, _, nil) = try await bench.points.preview(slug: "draft-one", token: token) else {
                Issue.record("no preview")
                return
            }
            #expect(html.contains("broken") && !html.contains("lianlu.push"))
            #expect(try await bench.points.preview(slug: "other", token: token).isNone)
            #expect(try await bench.points.preview(slug: "draft-one", token: token.replacing(".A.", with: ".B.")).isNone)
            bench.room.time.advance(milliseconds: Touchpoints.previewLifetime)
            #expect(try await bench.points.preview(slug: "draft-one", token: token).isNone)
        }
    }

    @Test func pictures_areWhatTheirBytesSay() async throws {
        try await TouchBench.with(.sqlite) { bench in
            let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]
            let kept = try bench.points.keepPicture(png)
            #expect(kept.name.hasSuffix(".png") && bench.points.picture(kept.name)?.bytes == png)
            for bad in ["<svg onload=x>", "<html>", "GIF8", "RIFF0000WAVE"] {
                #expect(throws: LianluError.self) { _ = try bench.points.keepPicture(Array(bad.utf8)) }
            }
            for name in ["../key", "a.png", kept.name + "/..", "key"] { #expect(bench.points.picture(name) == nil) }
        }
    }
}

extension Optional {
    fileprivate var isNone: Bool { if case .none = self { true } else { false } }
}
