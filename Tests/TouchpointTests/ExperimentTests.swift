import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Touchpoint

@Suite struct ExperimentTests {
    /// facts/leads-loyalty.md §E2.
    @Test(arguments: [
        ("exp_home_v1", "u1", 7578), ("exp_home_v1", "u2", 4748), ("exp_home_v1", "13800138000", 2868), ("exp_home_v1", "用户甲", 9528),
        ("holdout_2026Q4", "u1", 7212),
    ])
    func bucket_isThatOfTheFacts(salt: String, unit: String, expected: Int) {
        #expect(Experiment.bucket(salt: salt, unit: unit) == expected)
    }

    /// facts/leads-loyalty.md §E3.
    @Test(arguments: [
        (5150, 4850, 1.0, 1.0, 9.000000, 0.002700, false), (5170, 4830, 1, 1, 11.560000, 0.000674, true),
        (9100, 900, 9, 1, 11.111111, 0.000858, true),
    ])
    func sampleRatio_isThatOfTheFacts(a: Int, b: Int, wa: Double, wb: Double, chiSquare: Double, p: Double, flagged: Bool) {
        let ratio = SampleRatio(a, b, weights: (wa, wb))
        #expect(abs(ratio.chiSquare - chiSquare) < 5e-7)
        #expect(abs(ratio.p - p) < 5e-7)
        #expect(ratio.isMismatch == flagged)
        #expect(SampleRatio(0, 0, weights: (1, 1)).p == 1)
    }

    @Test func wideningTheTraffic_movesNobody() {
        var counts = ["A": 0, "B": 0]
        for number in 0..<4_000 {
            let unit = "unit-\(number)"
            let narrow = Experiment(key: "k", split: 3_000, traffic: 2_000).variant(of: unit)
            let wide = Experiment(key: "k", split: 3_000, traffic: 10_000).variant(of: unit)
            if let narrow { #expect(narrow == wide) }
            counts[wide ?? "", default: 0] += 1
        }
        #expect((1_080...1_320).contains(counts["B"] ?? 0))
    }

    @Test func gateAndSplit_areIndependent() {
        // Were both drawn with one salt, a tenth of the traffic would be all B.
        let narrow = (0..<20_000).compactMap { Experiment(key: "k", split: 5_000, traffic: 1_000).variant(of: "u\($0)") }
        #expect((1_700...2_300).contains(narrow.count))
        #expect((0.45...0.55).contains(Double(narrow.filter { $0 == "B" }.count) / Double(narrow.count)))
    }

    private static func content(_ key: String, split: Int64) -> (inout JSONValue) -> Void {
        { content in
            var object = content.object!
            object["experiment"] = ["key": .string(key), "split": .int(split)]
            object["variantB"] = object["blocks"]
            content = .object(object)
        }
    }

    private func exposure(
        _ bench: TouchBench, _ key: String, _ variant: String, visitor: String, forged: Bool = false, source: Int32 = TouchBench.pages
    )
        async throws
    {
        let token =
            forged
            ? "aaaaaaaaaaaaaaaaaaaaaaaa"
            : ExposureToken.make(experiment: key, variant: variant, visitor: visitor, bench.points.knownSigningKey!)
        let seen = try await bench.room.see(
            "$exposure", [Identifier(.anonymousID, visitor)], source: source, trust: .claimed,
            properties: ["experiment": .string(key), "variant": .string(variant), "token": .string(token)])
        try await bench.room.react(bench.reaction, seen)
    }

    @Test(arguments: TestStores.available)
    func results_countPeopleOnce_afterTheirExposure(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let page = try await bench.page(Self.content("hero", split: 5_000))
            // A form before the exposure counts for nothing.
            try await bench.send(page, phone: "13800138001", id: "visitor-early")
            try await bench.settle()
            bench.room.time.advance(milliseconds: 1_000)
            for (visitor, variant) in [("visitor-early", "A"), ("visitor-a", "A"), ("visitor-b", "B"), ("visitor-c", "B")] {
                try await exposure(bench, "hero", variant, visitor: visitor)
            }
            try await exposure(bench, "hero", "A", visitor: "visitor-b")  // the first wins
            try await exposure(bench, "hero", "B", visitor: "visitor-x", forged: true)
            try await exposure(bench, "hero", "B", visitor: "visitor-y", source: 77)
            bench.room.time.advance(milliseconds: 1_000)
            try await bench.send(page, phone: "13800138002", id: "visitor-b")
            try await bench.send(page, phone: "13800138003", id: "visitor-b")
            try await bench.settle()
            let result = try #require(try await bench.points.experiments(of: page.id).first)
            #expect(result.a == .init(exposed: 2, converted: 0) && result.b == .init(exposed: 2, converted: 1))
            #expect(result.isRunning && result.multiple == 0 && result.b.rate == 0.5)
            #expect(result.b.interval!.low > 0.09 && result.b.interval!.high < 0.91)
        }
    }

    @Test(arguments: TestStores.available)
    func merged_andSeenInBothVariants_isLeftOut_andKeepsTheEarlierOnAThirdDevice(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let page = try await bench.page(Self.content("hero", split: 1))
            try await exposure(bench, "hero", "B", visitor: "device-one")
            bench.room.time.advance(milliseconds: 1_000)
            try await exposure(bench, "hero", "A", visitor: "device-two")
            for device in ["device-one", "device-two", "device-three"] {
                try await bench.room.see("$identify", [Identifier(.userID, "me"), Identifier(.anonymousID, device)])
            }
            let result = try #require(try await bench.points.experiments(of: page.id).first)
            #expect(result.multiple == 1 && result.a.exposed == 0 && result.b.exposed == 0)
            // The hash alone gives A to nearly everybody with this split.
            guard
                case .page(let html, _, _) = try await bench.points.open(
                    slug: page.slug, bench.visit("/p/\(page.slug)", id: "device-three"))
            else {
                Issue.record("no page")
                return
            }
            #expect(html.contains("\"variant\":\"B\""))
        }
    }

    @Test(arguments: TestStores.available)
    func exposure_isToldUntilItIsCounted_thenNeverAgain(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let page = try await bench.page(Self.content("hero", split: 5_000))
            func tells() async throws -> Bool {
                guard case .page(let html, _, _) = try await bench.points.open(slug: page.slug, bench.visit("/p/\(page.slug)")) else {
                    return false
                }
                return html.contains("$exposure")
            }
            #expect(try await tells())
            #expect(try await tells(), "the browser may have left before it could tell")
            let variant = try #require(Experiment(key: "hero", split: 5_000).variant(of: "visitor-0001"))
            try await exposure(bench, "hero", variant, visitor: "visitor-0001")
            #expect(try await !tells())
            // A form still knows its variant.
            try await bench.send(page, phone: "13800138001")
            let properties = try JSONValue(parsing: try #require(bench.waiting.last).properties)
            #expect(properties["variant"]?.string == variant)
        }
    }

    @Test(arguments: TestStores.available)
    func assignment_isSticky_whenTheSplitChanges(engine: OperationalEngine) async throws {
        try await TouchBench.with(engine) { bench in
            let page = try await bench.page(Self.content("hero", split: 9_999))
            func variant() async throws -> Bool? {
                guard case .page(let html, _, _) = try await bench.points.open(slug: page.slug, bench.visit("/p/\(page.slug)")) else {
                    return nil
                }
                return html.contains("\"variant\":\"B\"")
            }
            #expect(try await variant() == true)
            var content = page.draft
            Self.content("hero", split: 1)(&content)
            _ = try await bench.points.saveDraft(page.id, content: content, revision: 1)
            _ = try await bench.points.publish(page.id, by: "account:1")
            #expect(try await variant() == true)
        }
    }
}
