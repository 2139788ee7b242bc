import Identify
import Profile
import Sandbox
import Storage
import TestKit
import Testing
import Vocabulary

@testable import Deliver

@Suite struct SendTests {
    @Test(arguments: TestStores.available)
    func aMessageReachesTheProviderOnce_andComesBackAsAnOutcome(engine: OperationalEngine) async throws {
        try await DeliverBench.with(engine) { bench in
            for (kind, platform) in [("sms_aliyun", "aliyun_sms"), ("sms_tencent", "tencent_sms")] {
                let template = try await bench.template(try await bench.account(kind, platform))
                let person = try await bench.person(kind == "sms_aliyun" ? 1 : 2)
                let message = try await bench.send(kind, person, template)
                #expect(message.state == .accepted && !message.providerID.isEmpty && message.receiver.contains("*"))
                // Asked for again, dispatched again: the provider hears nothing more.
                _ = try await bench.send(kind, person, template)
                #expect(bench.world.counts(of: platform) == (1, 0))
                #expect(bench.world.log(of: platform)[0].summary["params"]?.plainText?.contains("您") == true)
            }
            let told = try await bench.room.outcomes("$message_accepted")
            #expect(told.count == 2 && told[0].properties["node"]?.string == "send")
        }
    }

    @Test(arguments: TestStores.available)
    func everyGuardSaysWhy(engine: OperationalEngine) async throws {
        try await DeliverBench.with(engine, isLive: { run, _ in run != 13 }) { bench in
            let account = try await bench.account("sms_aliyun", "aliyun_sms")
            let template = try await bench.template(account)
            let nobody = try await bench.send("k1", LeafNumber(999), template)
            #expect(nobody.state == .notSent && nobody.reason == "deleted")
            #expect(try await bench.send("k2", try await bench.person(2, consent: []), template).reason == "no_consent")
            let out = try await bench.person(3)
            try await bench.room.see("Page", [Identifier(.userID, "u3")], commands: [.consent(purpose: "all", granted: false)])
            #expect(try await bench.send("k3", out, template).reason == "opted_out")
            let stopped = try await bench.person(4)
            bench.room.time.advance(milliseconds: 1000)
            try await bench.room.see("Page", [Identifier(.userID, "u4")], commands: [.consent(purpose: "marketing_sms", granted: false)])
            #expect(try await bench.send("k4", stopped, template).reason == "channel_opted_out")
            #expect(try await bench.send("k5", try await bench.person(5), template, run: 13).reason == "run_ended")
            let visitor = try await bench.room.see(
                "Page", [Identifier(.anonymousID, "a")], commands: [.consent(purpose: "marketing_sms", granted: true)])
            #expect(try await bench.send("k6", visitor.leaf, template).reason == "unreachable")
            _ = try await bench.deliveries.updateAccount(account.id, name: nil, values: nil, perMinute: nil, active: false)
            #expect(try await bench.send("k7", try await bench.person(7), template).reason == "account_paused")
            #expect(bench.world.counts(of: "aliyun_sms") == (0, 0))
            #expect(try await bench.room.outcomes("$message_not_sent").count == 6)
        }
    }

    @Test(arguments: TestStores.available)
    func quietHoursDefer_andEverythingIsAskedAgain(engine: OperationalEngine) async throws {
        try await DeliverBench.with(engine) { bench in
            let template = try await bench.template(try await bench.account("sms_aliyun", "aliyun_sms"))
            bench.room.time.set(ISO8601.parse("2026-11-22T13:30:00Z")!)
            let (a, b) = (try await bench.person(1), try await bench.person(2))
            let waiting = try await bench.send("a", a, template)
            _ = try await bench.send("b", b, template)
            #expect(waiting.state == .deferred && waiting.reason == "quiet_hours")
            let due = try #require(waiting.dueAt)
            #expect(due >= ISO8601.parse("2026-11-23T01:00:00Z")! && due < ISO8601.parse("2026-11-23T01:15:00Z")!)
            // The timeline says so, with the moment.
            let told = try await bench.room.outcomes("$message_deferred").map(\.properties)
            try #require(told.count == 2)
            #expect(told[0]["message"]?.int == waiting.id && told[0]["channel"] == "sms" && told[0]["reason"] == "quiet_hours")
            #expect(told[0]["until"]?.string == ISO8601.format(due), "\(told[0].text)")
            // One of them withdraws during the night.
            bench.room.time.set(ISO8601.parse("2026-11-23T01:16:00Z")!)
            try await bench.room.see("Page", [Identifier(.userID, "u2")], commands: [.consent(purpose: "marketing_sms", granted: false)])
            for job in try await bench.room.jobs(Deliveries.againJob) { try await bench.deliveries.runAgain(job.payload) }
            try await bench.dispatch()
            #expect(try await bench.message("a").state == .accepted)
            #expect(try await bench.message("b").reason == "channel_opted_out")
        }
    }

    /// Put off once more by the job that was to send it, which still runs then.
    @Test(arguments: TestStores.available)
    func deferredTwice_goesOutInTheEnd(engine: OperationalEngine) async throws {
        try await DeliverBench.with(engine) { bench in
            let template = try await bench.template(try await bench.account("sms_aliyun", "aliyun_sms"))
            bench.room.time.set(ISO8601.parse("2026-11-22T13:30:00Z")!)
            let first = try await bench.send("a", try await bench.person(1), template)
            #expect(first.state == .deferred)
            func runAgain() async throws {
                let due = bench.room.time.now.milliseconds
                let job = try await bench.room.store.write { tx in
                    try tx.first(
                        "UPDATE job SET state = 1 WHERE kind = $1 AND state = 0 AND due_at <= $2 RETURNING id, payload",
                        [.text(Deliveries.againJob), .integer(due)]
                    ) { (id: $0.integer(0), payload: $0.text(1)) }
                }
                let running = try #require(job)
                try await bench.deliveries.runAgain(running.payload)
                try await bench.room.store.write { tx in try tx.execute("UPDATE job SET state = 2 WHERE id = $1", [.integer(running.id)]) }
            }
            // Quiet hours have become longer: until 11:00 in Shanghai.
            _ = try await bench.deliveries.changePolicy(["quietEnd": .int(11 * 60)])
            bench.room.time.set(try #require(first.dueAt))
            try await runAgain()
            let second = try await bench.message("a")
            #expect(second.state == .deferred)
            let due = try #require(second.dueAt)
            #expect(due >= ISO8601.parse("2026-11-23T03:00:00Z")!)
            bench.room.time.set(due)
            try await runAgain()
            try await bench.dispatch()
            #expect(try await bench.message("a").state == .accepted)
            #expect(bench.world.counts(of: "aliyun_sms").0 == 1)
        }
    }

    /// Fifty journeys fire at one person at once: exactly as many go out as the cap allows.
    @Test(arguments: TestStores.available)
    func capsHoldUnderARace(engine: OperationalEngine) async throws {
        try await DeliverBench.with(engine) { bench in
            let mail = try await bench.deliveries.createAccount(
                kind: "smtp", name: "mail", values: ["host": "mail.example", "from": "shop@brand.example"], perMinute: 0)
            let template = try await bench.template(mail)
            let person = try await bench.person(1, consent: ["marketing_email"], email: true)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        try await bench.deliveries.execute(
                            SendMessage(key: "k\(number)", leaf: person, template: template.id, cause: "journey:\(number)"))
                    }
                }
                try await group.waitForAll()
            }
            try await bench.dispatch()
            let states = try await bench.room.store.read { tx in
                try tx.query("SELECT state, reason FROM message", []) { "\($0.text(0)) \($0.text(1))" }
            }
            #expect(states.filter { $0 == "accepted " }.count == 3)
            #expect(states.filter { $0 == "not_sent frequency_cap" }.count == 47)
        }
    }

    /// The answer is lost: nobody knows, so nothing is sent again, whatever is run again.
    @Test func anUnknownOutcomeStaysUnknown() async throws {
        try await DeliverBench.with(.sqlite) { bench in
            let template = try await bench.template(try await bench.account("sms_aliyun", "aliyun_sms"))
            bench.world.setFault(.lost, of: "aliyun_sms")
            let person = try await bench.person(1)
            #expect(try await bench.send("k", person, template).state == .unknown)
            bench.world.setFault(.none, of: "aliyun_sms")
            _ = try await bench.send("k", person, template)
            #expect(try await bench.message("k").state == .unknown)
            #expect(bench.world.counts(of: "aliyun_sms") == (1, 0))
            let decided = try await bench.deliveries.resolve(try await bench.message("k").id, sent: true, by: "account:1")
            #expect(decided.state == .accepted)
        }
    }

    /// The provider is asked what became of it; only what it never got stays unknown for a person.
    @Test(arguments: [true, false]) func theProviderIsAskedAboutAnUnknownOutcome(_ itArrived: Bool) async throws {
        try await DeliverBench.with(.sqlite) { bench in
            let template = try await bench.template(try await bench.account("sms_aliyun", "aliyun_sms"))
            bench.world.setFault(itArrived ? .lost : .hanging, of: "aliyun_sms")
            #expect(try await bench.send("k", try await bench.person(1), template).state == .unknown)
            bench.world.setFault(.none, of: "aliyun_sms")
            let asked = try #require(try await bench.room.jobs(Deliveries.statusJob).first)
            #expect(asked.due.since(bench.room.time.now) == 60_000)
            func ask(_ attempt: Int) async throws {
                try await bench.deliveries.askStatus(
                    Job(
                        id: 1, queue: "account.1", kind: Deliveries.statusJob, payload: asked.payload, attempt: attempt, maxAttempts: 8,
                        due: asked.due))
            }
            if itArrived {
                try await ask(1)
                #expect(try await bench.message("k").state == .delivered)
                #expect(try await bench.room.outcomes().map(\.name).suffix(2) == ["$message_accepted", "$message_delivered"])
            } else {
                await #expect(throws: JobRefusal.self) { try await ask(1) }
                try await ask(8)
                #expect(try await bench.message("k").state == .unknown)
            }
            #expect(bench.world.log(of: "aliyun_sms").filter { $0.summary["query"] == nil }.count == 1, "sent once, whatever was asked")
        }
    }

    /// The process ended between the call and its outcome: whoever comes next knows that nobody knows.
    @Test func foundInTheMiddleOfACall() async throws {
        try await DeliverBench.with(.sqlite) { bench in
            let template = try await bench.template(try await bench.account("sms_aliyun", "aliyun_sms"))
            let person = try await bench.person(1)
            try await bench.deliveries.execute(SendMessage(key: "k", leaf: person, template: template.id, cause: "x"))
            try await bench.room.store.write { tx in try tx.execute("UPDATE message SET state = 'sending'") }
            try await bench.dispatch()
            #expect(try await bench.message("k").state == .unknown)
            #expect(bench.world.counts(of: "aliyun_sms") == (0, 0))
        }
    }

    @Test func aBrokenProviderIsTriedAgain_aRefusalIsNot() async throws {
        try await DeliverBench.with(.sqlite) { bench in
            let account = try await bench.account("sms_aliyun", "aliyun_sms")
            let template = try await bench.template(account)
            bench.world.setFault(.broken, of: "aliyun_sms")
            let person = try await bench.person(1)
            try await bench.deliveries.execute(SendMessage(key: "k", leaf: person, template: template.id, cause: "x"))
            let job = try #require(try await bench.room.jobs(Deliveries.dispatchJob).first)
            await #expect(throws: JobRefusal.self) { try await bench.deliveries.dispatch(job.payload) }
            #expect(try await bench.message("k").state == .queued)
            bench.world.setFault(.none, of: "aliyun_sms")
            try await bench.deliveries.dispatch(job.payload)
            #expect(try await bench.message("k").state == .accepted)
            bench.world.setFault(.revoked, of: "aliyun_sms")
            _ = try await bench.send("k2", try await bench.person(2), template)
            #expect(try await bench.deliveries.accounts()[0].failure.contains("credentials"))
        }
    }

    @Test func repliesAndLinksWithdrawConsent() async throws {
        try await DeliverBench.with(.sqlite) { bench in
            let person = try await bench.person(1)
            try await bench.deliveries.replied(phone: "+86 13800001001", text: " ｒ ")
            try await bench.deliveries.replied(phone: "13800001001", text: "好的")
            #expect(try await bench.room.outcomes("$unsubscribed").count == 1)
            let token = try await bench.deliveries.unsubscribeToken(person, channel: "email")
            #expect(try await bench.deliveries.unsubscribe(token))
            #expect(try await !bench.deliveries.unsubscribe(token.dropLast() + "x"))
            #expect(try await bench.room.outcomes("$unsubscribed").count == 2)
        }
    }

    @Test func robotsTellTheStaff_onceEach() async throws {
        try await DeliverBench.with(.sqlite) { bench in
            var channels: [Int64] = []
            for (kind, platform) in [
                ("wecom_robot", "wecom_robot"), ("dingtalk_robot", "dingtalk_robot"), ("feishu_robot", "feishu_robot"),
            ] {
                channels.append(try await bench.account(kind, platform).id)
            }
            let notice = NotifyStaff(
                key: "lead:1", event: "lead_assigned", channels: channels, title: "新线索", text: "请尽快联系", path: "/leads/1")
            for _ in 0..<2 { try await bench.deliveries.execute(notice) }
            let payloads = try await bench.room.store.read { tx in
                try tx.query("SELECT id, queue, kind, payload FROM job WHERE kind = 'staff.notice' ORDER BY id", []) {
                    Job(
                        id: $0.integer(0), queue: $0.text(1), kind: $0.text(2), payload: $0.text(3), attempt: 1, maxAttempts: 8,
                        due: bench.room.time.now)
                }
            }
            #expect(payloads.count == 3 && Set(payloads.map(\.queue)).count == 3)
            for job in payloads { try await bench.deliveries.tellStaff(job) }
            for platform in ["wecom_robot", "dingtalk_robot", "feishu_robot"] {
                #expect(bench.world.counts(of: platform) == (1, 0), "\(platform)")
                #expect(bench.world.log(of: platform)[0].summary["text"]?.string?.contains("https://brand.example/leads/1") == true)
            }
        }
    }
}
