import Identify
import Profile
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Journey

@Suite struct VersionTests {
    private func mass(_ at: String, template: Int = 3) -> String {
        #"{"entry":{"type":"schedule",\#(at),"rule":{"all":[]}},"start":"s","nodes":[{"id":"s","type":"send","template":\#(template),"next":""}]}"#
    }

    @Test(arguments: TestStores.available)
    func versionsAreListed_read_andRestored(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            let first = try await bench.publish(cartJourney)
            try await bench.happen("Product Added", "u", tags: ["高频付费"])
            bench.room.time.advance(milliseconds: 60_000)
            let changed = try JSONValue(parsing: cartJourney.replacing(#""template":7"#, with: #""template":8"#))
            _ = try await bench.journeys.saveDraft(first.id, name: nil, draft: changed, revision: first.revision)
            _ = try await bench.journeys.publish(first.id, by: "account:2")
            let customer = try await bench.room.see("Page", [Identifier(.userID, "t")])
            _ = try await bench.journeys.test(first.id, customer: customer.leaf, context: [:])
            let versions = try await bench.journeys.versions(of: first.id, limit: 10)
            #expect(versions.map(\.number) == [2, 1] && versions.map(\.state) == [.current, .earlier])
            #expect(versions.map(\.publishedBy) == ["account:2", "account:1"])
            #expect(versions[0].publishedAt.since(versions[1].publishedAt) == 60_000)
            #expect(try await bench.journeys.versions(of: first.id, limit: 10, before: 2).map(\.number) == [1])
            #expect(try await bench.journeys.version(1, of: first.id).definition == JSONValue(parsing: cartJourney))
            let figures = try await bench.journeys.figures(of: first.id)
            #expect(figures[1]?.entered == 1 && figures[1]?.running == 1 && figures[1]?.finished == 0 && figures[2] == nil)
            #expect(try await bench.journeys.figures()[first.id]?.running == 1)
            await #expect(throws: LianluError.self) { try await bench.journeys.version(-2, of: first.id) }
            await #expect(throws: LianluError.self) { try await bench.journeys.version(3, of: first.id) }

            let before = try await bench.journeys.journey(first.id)
            await #expect(throws: LianluError.self) { try await bench.journeys.restore(1, of: first.id, revision: before.revision - 1) }
            let restored = try await bench.journeys.restore(1, of: first.id, revision: before.revision)
            #expect(restored.draft == versions[1].definition && restored.revision == before.revision + 1)
            #expect(restored.version == 2 && restored.state == .published)
            #expect(try await bench.journeys.publish(first.id, by: "account:1").version == 3)
        }
    }

    /// The version that was approved goes on until the next one is.
    @Test(arguments: TestStores.available)
    func whatIsApprovedRunsOn_whileTheNextWaits(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            try await bench.room.see("Page", [Identifier(.userID, "u")])
            let every = #""cron":"0 10 * * *","zone":"Asia/Shanghai""#
            let first = try await bench.publish(mass(every))
            #expect(first.state == .pending && first.pending == 1 && first.version == 0)
            let running = try await bench.journeys.approve(first.id, by: "account:2")
            #expect(running.version == 1 && running.pending == 0 && running.approvedBy == "account:2")
            let draft = try JSONValue(parsing: mass(every, template: 4))
            let saved = try await bench.journeys.saveDraft(first.id, name: nil, draft: draft, revision: running.revision)
            let asked = try await bench.journeys.publish(first.id, by: "account:2")
            #expect(asked.state == .published && asked.version == 1 && asked.pending == 2)
            #expect(try await bench.journeys.versions(of: first.id, limit: 9).map(\.state) == [.pending, .current])
            func moment(_ version: Int) async throws {
                let job = Job(
                    id: Int64(version), queue: "journeys", kind: Journeys.entryJob,
                    payload: #"{"journey":\#(first.id),"version":\#(version)}"#,
                    attempt: 1, maxAttempts: 5, due: bench.room.time.now)
                try await bench.journeys.runEntry(job)
                try await bench.journeys.advanceDue()
            }
            try await moment(1)
            #expect(try await bench.sends().map(\.template) == [3])
            let crons = { try await bench.room.store.read { tx in try tx.query("SELECT payload FROM cron", []) { $0.text(0) } } }
            #expect(try await crons() == [#"{"journey":\#(first.id),"version":1}"#])

            // What is approved is what was asked for, not what was written since.
            _ = try await bench.journeys.saveDraft(
                first.id, name: nil, draft: try JSONValue(parsing: mass(every, template: 5)), revision: saved.revision)
            await #expect(throws: LianluError.self) { try await bench.journeys.approve(first.id, by: "account:2") }
            #expect(try await bench.journeys.approve(first.id, by: "account:3").version == 2)
            #expect(try await crons() == [#"{"journey":\#(first.id),"version":2}"#])
            try await moment(2)
            #expect(try await bench.sends().map(\.template) == [3, 4])

            // A request that is taken back leaves no version, and what runs runs.
            #expect(try await bench.journeys.publish(first.id, by: "account:1").pending == 3)
            let back = try await bench.journeys.setState(first.id, .draft)
            #expect(back.state == .published && back.pending == 0 && back.version == 2)
            #expect(try await bench.journeys.versions(of: first.id, limit: 9).count == 2)
            await #expect(throws: LianluError.self) { try await bench.journeys.approve(first.id, by: "account:3") }
        }
    }

    /// Who paused a journey says when it goes on, not who approves its next version.
    @Test(arguments: TestStores.available)
    func aPauseOutlivesAnApproval(engine: OperationalEngine) async throws {
        try await JourneyBench.with(engine) { bench in
            try await bench.room.see("Page", [Identifier(.userID, "u")])
            let every = #""cron":"0 10 * * *","zone":"Asia/Shanghai""#
            let first = try await bench.publish(mass(every))
            let running = try await bench.journeys.approve(first.id, by: "account:2")
            _ = try await bench.journeys.setState(first.id, .paused)
            _ = try await bench.journeys.saveDraft(
                first.id, name: nil, draft: try JSONValue(parsing: mass(every, template: 4)), revision: running.revision)
            let asked = try await bench.journeys.publish(first.id, by: "account:1")
            #expect(asked.state == .paused && asked.version == 1 && asked.pending == 2)
            let approved = try await bench.journeys.approve(first.id, by: "account:2")
            #expect(approved.state == .paused && approved.version == 2 && approved.pending == 0 && approved.approvedBy == "account:2")
            #expect(try await bench.journeys.versions(of: first.id, limit: 9).map(\.state) == [.current, .earlier])
            func moment() async throws {
                let payload = try await bench.room.store.read { tx in try tx.query("SELECT payload FROM cron", []) { $0.text(0) } }
                #expect(payload == [#"{"journey":\#(first.id),"version":2}"#])
                let job = Job(
                    id: bench.room.time.now.milliseconds, queue: "journeys", kind: Journeys.entryJob, payload: payload[0], attempt: 1,
                    maxAttempts: 5, due: bench.room.time.now)
                try await bench.journeys.runEntry(job)
                try await bench.journeys.advanceDue()
            }
            try await moment()
            #expect(try await bench.runs().isEmpty)
            #expect(try await bench.sends().isEmpty)
            let resumed = try await bench.journeys.setState(first.id, .published)
            #expect(resumed.state == .published && resumed.version == 2)
            bench.room.time.advance(milliseconds: 86_400_000)
            try await moment()
            #expect(try await bench.sends().map(\.template) == [4])
            #expect(try await bench.runs().map(\.version) == [2])
        }
    }

    /// The moment of a version that was replaced before it came lets nobody in; the new one's does.
    @Test func aNewMomentReplacesTheOld() async throws {
        try await JourneyBench.with(.sqlite) { bench in
            try await bench.room.see("Page", [Identifier(.userID, "u")])
            let first = try await bench.publish(mass(#""at":"2026-12-23T13:00:00+08:00""#))
            let open = try await bench.journeys.approve(first.id, by: "account:2")
            _ = try await bench.journeys.saveDraft(
                first.id, name: nil, draft: try JSONValue(parsing: mass(#""at":"2026-12-24T13:00:00+08:00""#, template: 9)),
                revision: open.revision)
            _ = try await bench.journeys.publish(first.id, by: "account:1")
            _ = try await bench.journeys.approve(first.id, by: "account:2")
            let jobs = try await bench.room.jobs(Journeys.entryJob)
            #expect(jobs.map(\.due) == [ISO8601.parse("2026-12-23T05:00:00Z"), ISO8601.parse("2026-12-24T05:00:00Z")])
            for (number, job) in jobs.enumerated() {
                try await bench.journeys.runEntry(
                    Job(
                        id: Int64(number), queue: "journeys", kind: Journeys.entryJob, payload: job.payload, attempt: 1, maxAttempts: 5,
                        due: job.due))
            }
            try await bench.journeys.advanceDue()
            #expect(try await bench.sends().map(\.template) == [9])
        }
    }
}
