import Feedback
import Identify
import Profile
import Sandbox
import Storage
import Synchronization
import TestKit
import Vocabulary

/// A feedback desk whose platforms are the sandbox's, and people who clicked.
struct FeedbackBench {
    let room: RoomBench
    let desk: FeedbackDesk
    let world: SandboxWorld
    let reaction: FeedbackReaction

    static func with(_ engine: OperationalEngine, _ body: (FeedbackBench) async throws -> Void) async throws {
        try await RoomBench.with(engine) { room in
            let world = SandboxWorld(clock: room.time.clock)
            let desk = FeedbackDesk(room.base, http: HTTPSender { call in try await Self.answer(call, world) })
            try await body(FeedbackBench(room: room, desk: desk, world: world, reaction: FeedbackReaction(desk)))
        }
    }

    private static func answer(_ call: HTTPCall, _ world: SandboxWorld) async throws -> HTTPAnswer {
        let parts = call.url.split(separator: "?", maxSplits: 1)
        let pieces = parts[0].split(separator: "/").dropFirst(2)
        let query =
            parts.count > 1
            ? parts[1].split(separator: "&").map { pair -> (name: String, value: String) in
                let halves = pair.split(separator: "=", maxSplits: 1)
                return (String(halves[0]), halves.count > 1 ? String(halves[1]) : "")
            } : []
        let request = SandboxRequest(
            method: call.method, path: "/" + pieces.dropFirst().joined(separator: "/"), query: query, headers: ["host": "sandbox"],
            body: call.body)
        guard let answer = await world.answer(String(pieces.first ?? ""), request) else { throw OutsideError.unknown("No answer in time.") }
        return HTTPAnswer(answer.status, body: answer.body.bytes)
    }

    /// An account with the stand-in of its platform.
    func account(_ platform: String = "tencent_ads", holdMinutes: Int64 = 10, identifiers: Bool = false) async throws -> AdAccount {
        var change = FeedbackDesk.Change()
        change.name = platform
        change.holdMinutes = holdMinutes
        change.sendsIdentifiers = identifiers
        change.externalID = "20000001"
        change.settings = ["baseURL": .string("http://sandbox/\(platform)")]
        if platform == "tencent_ads" {
            change.settings?["userActionSetId"] = "1200000001"
            change.token = "sandbox-tencent-token"
        }
        return try await desk.create(platform: platform, change, by: "test")
    }

    /// Somebody who clicked an ad of that platform so many minutes ago.
    func clicker(_ number: Int, platform: String = "tencent_ads", minutesAgo: Int64 = 5, consent: [(String, Bool)] = []) async throws
        -> ResolvedEvent
    {
        let item = try await room.see(
            "$link_clicked", [Identifier(.anonymousID, "a\(number)"), Identifier(.phone, "1380000\(1000 + number)")],
            commands: consent.map { .consent(purpose: $0.0, granted: $0.1) })
        let at = room.time.now.adding(milliseconds: -minutesAgo * 60_000)
        try await room.store.write { tx in
            try tx.execute(
                "INSERT INTO click(id, leaf, platform, click_id, time, url, referrer, agent, network, campaign) VALUES ($1, $2, $3, $4, $5, '', '', '', '', '{}')",
                [
                    .integer(try tx.take(from: "click")), SQLValue(item.leaf.rawValue), .text(platform), .text("click-\(number)"),
                    .integer(at.milliseconds),
                ])
        }
        return item
    }

    /// The person reaches something; the reaction takes it in.
    @discardableResult
    func reach(_ number: Int, _ name: String, _ properties: JSONObject, trust: Trust = .trusted) async throws -> ResolvedEvent {
        let source: Int32 = name.hasPrefix("$") ? RoomBench.own : 3
        let item = try await room.see(name, [Identifier(.anonymousID, "a\(number)")], source: source, trust: trust, properties: properties)
        try await room.react(reaction, item)
        return item
    }

    func form(_ number: Int, quality: String = "ok") async throws {
        try await reach(number, "$form_submitted", ["quality": .string(quality)])
    }
    func order(_ number: Int, _ id: String, yuan: Int64 = 100) async throws {
        try await reach(number, "Order Completed", ["order_id": .string(id), "total": .int(yuan)])
    }
    func stage(_ number: Int, _ lead: Int64, _ to: String) async throws {
        try await reach(number, "$lead_stage_changed", ["lead": .int(lead), "to": .string(to)])
    }

    /// Runs every job that is due, as the runner would; what asks for another try is put off.
    func run() async throws {
        for job in try await room.jobs(FeedbackDesk.sendJob) where job.due <= room.time.now {
            do {
                try await desk.send(job.payload)
                try await remove(job.payload, at: nil)
            } catch let refusal as JobRefusal {
                switch refusal {
                case .retry(let wait, _), .postpone(let wait): try await remove(job.payload, at: room.time.now.adding(milliseconds: wait))
                default: throw refusal
                }
            }
        }
    }

    private func remove(_ payload: String, at due: Instant?) async throws {
        try await room.store.write { tx in
            if let due {
                try tx.execute("UPDATE job SET due_at = $1 WHERE payload = $2 AND state = 0", [.integer(due.milliseconds), .text(payload)])
            } else {
                try tx.execute("DELETE FROM job WHERE payload = $1 AND state = 0", [.text(payload)])
            }
        }
    }

    func all() async throws -> [Conversion] {
        try await desk.conversions(account: nil, states: [], stage: nil, customer: nil, limit: 500, before: nil).reversed()
    }

    /// What the platform counted, each repeat left out.
    func counted() -> Int {
        world.log(of: "tencent_ads", limit: 500).filter(\.isAccepted).reduce(0) { $0 + Int($1.summary["counted"]?.int ?? 0) }
    }
}
