import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Feedback

@Suite struct SpendTests {
    /// Two origins: one that the file names, one that a campaign of the file names.
    private func origins(_ bench: FeedbackBench) async throws {
        try await bench.room.store.write { tx in
            for (id, code) in [(Int64(1), "douyin"), (2, "p1")] {
                try tx.execute(
                    "INSERT INTO origin(id, parent, name, code, kind, platform, owner, cost_model, cost_note, path, archived, created_at) VALUES ($1, NULL, $2, $3, 'ad', '', '', '', '', $4, 0, 0)",
                    [.integer(id), .text(code), .text(code), .text("/\(id)/")])
            }
            try tx.execute("INSERT INTO origin_rule(field, value, origin) VALUES ('origin', '抖音信息流', 1)")
        }
    }

    private func rows(_ text: String) throws -> [SpendRow] {
        try SpendFile.read(SpendFile.lines(text), platform: "tencent_ads", account: "1").rows
    }

    @Test(arguments: TestStores.available)
    func theOriginOfARowIsTheOneItNames(engine: OperationalEngine) async throws {
        try await FeedbackBench.with(engine) { bench in
            try await origins(bench)
            let head = "日期,消耗,计划ID,计划名称,来源渠道\n"
            let given = try rows(
                head
                    + "2026-11-01,1,p1,计划一,douyin\n2026-11-02,2,p1,计划一,抖音信息流\n2026-11-03,3,p1,计划一,\n2026-11-04,4,p1,计划一,nobody\n2026-11-05,5,,,douyin\n"
            )
            let outcome = try await bench.desk.setSpend(given, by: "account:1", dryRun: false)
            #expect(outcome.added == 5 && outcome.unmatched == ["nobody"])
            let found = try await bench.desk.spend(FeedbackDesk.SpendFilter(from: "2026-11-01", to: "2026-11-30"), limit: 10, before: nil)
            #expect(found.sorted { $0.day < $1.day }.map(\.origin) == [1, 1, 2, nil, 1])
            #expect(found.sorted { $0.day < $1.day }.map(\.campaign) == ["p1", "p1", "p1", "p1", "douyin"])
            // A file that is brought in again with the right code moves the row.
            let mended = try await bench.desk.setSpend(try rows(head + "2026-11-04,4,p1,计划一,douyin\n"), by: "account:1", dryRun: false)
            #expect(mended.changed == 1 && mended.unmatched.isEmpty)
        }
    }

    /// "phone" in the name of an event says nothing of what the call carries.
    @Test func onlyACallWithAHashCarriesIdentifiers() async throws {
        try await FeedbackBench.with(.sqlite) { bench in
            _ = try await bench.account("ocean_engine", holdMinutes: 0)
            _ = try await bench.clicker(1, platform: "ocean_engine")
            try await bench.stage(1, 7, "contacted")
            try await bench.run()
            let told = try #require(try await bench.all().first)
            #expect(told.event == "phone_connect" && told.state == .ok && told.request.contains("phone"))
            #expect(!told.carriesIdentifiers)
        }
        try await FeedbackBench.with(.sqlite) { bench in
            _ = try await bench.account(identifiers: true)
            _ = try await bench.clicker(1, consent: [("ad_measurement", true)])
            try await bench.form(1)
            try await bench.run()
            #expect(try await bench.all().first?.carriesIdentifiers == true)
        }
    }
}
