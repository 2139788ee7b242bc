import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Lead

@Suite struct ImportTests {
    private static let files: Int32 = 5

    private func row(
        _ bench: LeadBench, _ number: Int, source: Int32 = ImportTests.files, trust: Trust = .trusted, origin: String = "tmall",
        daysAgo: Int64 = 2
    ) async throws {
        var facts = EventFacts()
        facts.origin = origin
        var event = try await bench.room.see(
            IncomingEvent.leadImported, [Identifier(.phone, "1380000\(1000 + number)")], source: source, trust: trust,
            properties: ["product": "礼盒", "region": "上海", "answers": ["note": "想看样品"]], facts: facts)
        event.event.time = bench.room.time.now.adding(milliseconds: -daysAgo * 86_400_000)
        try await bench.room.react(LeadReaction(bench.desk), event)
    }

    private func sources(_ bench: LeadBench) async throws {
        try await bench.room.store.write { tx in
            try tx.execute(
                "INSERT INTO source(id, name, channel, kind, status, settings, created_at) VALUES ($1, 'files', $2, 'import', 'active', '{}', 0)",
                [.integer(Int64(Self.files)), .integer(Int64(Channel.other.rawValue))])
        }
    }

    @Test(arguments: TestStores.available)
    func aRowBecomesALead_aKnownOpenOneATouch(engine: OperationalEngine) async throws {
        try await LeadBench.with(engine) { bench in
            try await sources(bench)
            try await bench.people(2)
            try await bench.policy("round_robin", conditions: #"{"source":["import"]}"#)
            try await row(bench, 1)
            try await row(bench, 1)
            let lead = try #require(try await bench.leads().first)
            #expect(try await bench.leads().count == 1 && lead.touches == 1)
            #expect(lead.state == .assigned && lead.owner == 1 && lead.source == "import" && lead.quality == "ok")
            #expect(lead.origin == "tmall" && lead.product == "礼盒" && lead.region == "上海" && lead.answers["note"] == "想看样品")
            #expect(lead.receivedAt == bench.room.time.now.adding(milliseconds: -2 * 86_400_000))
            // The clock of the answer begins when somebody has it.
            #expect((lead.dueAt?.milliseconds ?? 0) == bench.room.time.now.milliseconds + 30 * 60_000)
            #expect(try await bench.room.outcomes().map(\.name) == ["$lead_created", "$lead_assigned"])
            #expect(try await bench.isWhole())
        }
    }

    /// Only a file makes leads: not a browser, and no server that sends an event of that name.
    @Test func nobodyElseMakesThem() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await sources(bench)
            try await bench.people(1)
            try await row(bench, 1, source: 3)
            try await row(bench, 1, trust: .claimed)
            #expect(try await bench.leads().isEmpty)
        }
    }

    @Test func theValueOfAnOriginsRuleBecomesItsCode() async throws {
        try await LeadBench.with(.sqlite) { bench in
            try await sources(bench)
            try await bench.people(1)
            try await bench.room.store.write { tx in
                try tx.execute(
                    "INSERT INTO origin(id, parent, name, code, kind, platform, owner, cost_model, cost_note, path, archived, created_at) VALUES (1, NULL, '抖音', 'douyin', 'ad', '', '', '', '', '/1/', 0, 0)"
                )
                try tx.execute("INSERT INTO origin_rule(field, value, origin) VALUES ('origin', '抖音信息流', 1)")
            }
            try await row(bench, 1, origin: "抖音信息流")
            #expect(try await bench.leads()[0].origin == "douyin")
        }
    }
}
