import Behaviour
import Deliver
import Feedback
import Journey
import Organisation
import Path
import Storage
import Vocabulary

/// How each part is doing.
enum HealthRoutes {
    private struct Check {
        var name: String
        var status: String
        /// What `detail` says, as a stable code; the console says it and its values in the reader's language.
        var code: String
        var values: JSONObject = [:]
        var detail: String
        var hint = ""

        var json: JSONValue {
            [
                "name": .string(name), "status": .string(status), "code": .string(code), "values": .object(values),
                "detail": .string(detail), "hint": .string(hint),
            ]
        }
    }

    static func add(to routes: RouteTable) { routes.get("/api/health", .needs(.healthRead), health) }

    private static func health(_ call: Call) async throws -> Reply {
        let services = call.services
        let now = services.clock.now
        let inbox = await services.inbox.status()
        let path = services.pathStatus()
        let lag = max(0, inbox.lastSequence - path.watermark)
        let lagMs = services.history.lag(batches: lag, newestQueryable: path.newestReceived, now: now)
        var checks = [inboxCheck(inbox), projectionCheck(path, lag: lag, lagMs: lagMs)]
        let jobs = await storeCheck(services, &checks)
        let size = await behaviourCheck(services, &checks)
        let outcomes = await reactionCheck(services, path, &checks)
        await journeyCheck(services, now: now, &checks)
        let destinations = await destinationCheck(services, now: now, &checks)
        if let error = await services.unready() {
            checks.append(
                Check(
                    name: "readiness", status: "down", code: "readiness_failed", values: ["message": .string(error.message)],
                    detail: error.message, hint: error.hint))
        }
        let status = checks.contains { $0.status == "down" } ? "down" : checks.contains { $0.status == "degraded" } ? "degraded" : "ok"
        return .json([
            "status": .string(status), "checks": .array(checks.map(\.json)),
            "inbox": [
                "bytes": .int(inbox.waitingBytes), "capBytes": .int(inbox.capBytes), "batches": .int(inbox.waitingBatches),
                "oldestAgeMs": .int(lagMs),
            ],
            "projection": [
                "lagBatches": .int(lag), "lagMs": .int(lagMs), "eventsPerSecond": .double((path.eventsPerSecond * 10).rounded() / 10),
            ],
            "behaviour": ["events": .int(size?.events ?? 0), "watermark": .int(path.watermark), "fileBytes": .int(size?.bytes ?? 0)],
            "process": [
                "residentBytes": .int(ProcessFacts.residentBytes()), "uptimeSeconds": .int(max(0, now.since(services.startedAt) / 1000)),
                "version": .string(services.configuration.version),
            ],
            "jobs": ["pending": .int(jobs.pending), "failed": .int(jobs.failed)],
            "reactions": .array(
                path.reactions.map {
                    [
                        "name": .string($0.name), "handled": .int($0.handled), "setAside": .int($0.setAside),
                        "failure": .optional($0.failure),
                    ]
                }), "outcomesWaiting": .int(outcomes),
            "destinations": .array(destinations), "asOf": .time(now),
        ])
    }

    private static func inboxCheck(_ inbox: InboxStatus) -> Check {
        if let failure = inbox.failure {
            return Check(
                name: "inbox", status: "down", code: "inbox_failed", values: ["message": .string(failure)], detail: failure,
                hint: "Free space on the data folder's disk and check that it can be written.")
        }
        let share = inbox.capBytes == 0 ? 0 : inbox.waitingBytes * 100 / inbox.capBytes
        let detail = "\(inbox.waitingBytes >> 20) MB of \(inbox.capBytes >> 20) MB wait"
        let values: JSONObject = ["megabytes": .int(inbox.waitingBytes >> 20), "capMegabytes": .int(inbox.capBytes >> 20)]
        return share < 80
            ? Check(name: "inbox", status: "ok", code: "inbox_waiting", values: values, detail: detail)
            : Check(
                name: "inbox", status: "degraded", code: "inbox_filling", values: values, detail: detail,
                hint: "Events arrive faster than they are stored; past the cap senders get 503 and retry.")
    }

    private static func projectionCheck(_ path: PathStatus, lag: Int64, lagMs: Int64) -> Check {
        if let failure = path.failure {
            return Check(
                name: "projection", status: "down", code: "projection_failed", values: ["message": .string(failure)], detail: failure,
                hint: "Nothing is lost: events wait in the inbox until this is solved.")
        }
        let values: JSONObject = ["batches": .int(lag), "seconds": .int(lagMs / 1000)]
        return lagMs < 60_000
            ? Check(name: "projection", status: "ok", code: "projection_current", values: values, detail: "\(lag) batches behind")
            : Check(
                name: "projection", status: "degraded", code: "projection_behind", values: values,
                detail: "\(lag) batches, \(lagMs / 1000) s behind",
                hint: "Numbers are that much out of date; wait, or look for heavy imports.")
    }

    private static func storeCheck(_ services: Services, _ checks: inout [Check]) async -> (pending: Int, failed: Int) {
        do {
            let counts = try await services.jobs.counts()
            checks.append(
                Check(
                    name: "operational", status: "ok", code: "operational_answers",
                    values: ["engine": .string(services.store.engine.rawValue)], detail: services.store.engine.rawValue))
            if counts.failed > 0 {
                checks.append(
                    Check(
                        name: "jobs", status: "degraded", code: "jobs_failed", values: ["count": .int(counts.failed)],
                        detail: "\(counts.failed) jobs failed for good",
                        hint: "The server's log names them; solve the cause and start them again."))
            }
            return (counts.waiting + counts.running, counts.failed)
        } catch {
            let shown = LianluError.showing(error)
            checks.append(
                Check(
                    name: "operational", status: "down", code: "operational_failed", values: ["message": .string(shown.message)],
                    detail: shown.message, hint: shown.hint))
            return (0, 0)
        }
    }

    /// The rooms that react to events: none is stuck, and what they could not digest is counted.
    private static func reactionCheck(_ services: Services, _ path: PathStatus, _ checks: inout [Check]) async -> Int {
        let found = try? await services.store.read { tx -> (Int, Int) in
            (
                try tx.first("SELECT count(*) FROM reaction_failure WHERE cleared_at IS NULL", []) { Int($0.integer(0)) } ?? 0,
                try tx.first("SELECT count(*) FROM outcome_event", []) { Int($0.integer(0)) } ?? 0
            )
        }
        let (aside, waiting) = found ?? (0, 0)
        if let stuck = path.reactions.first(where: { $0.failure != nil }) {
            checks.append(
                Check(
                    name: "reactions", status: "down", code: "reactions_stuck",
                    values: ["room": .string(stuck.name), "message": .string(stuck.failure ?? "")],
                    detail: "\(stuck.name): \(stuck.failure ?? "")",
                    hint: "Nothing is lost: it goes on from there when the cause is gone."))
        } else if aside > 0 {
            checks.append(
                Check(
                    name: "reactions", status: "degraded", code: "reactions_set_aside", values: ["count": .int(aside)],
                    detail: "\(aside) events were set aside because a room could not digest them",
                    hint:
                        "It is good again with the next event that the room digests; the server's log names each, report it with `lianlu doctor --json`."
                ))
        } else {
            checks.append(
                Check(
                    name: "reactions", status: "ok", code: "reactions_current", values: ["count": .int(waiting)],
                    detail: "\(waiting) outcomes wait"))
        }
        return waiting
    }

    /// Journeys of which runs cannot go on, by their names; the others do.
    private static func journeyCheck(_ services: Services, now: Instant, _ checks: inout [Check]) async {
        let failures = services.rooms.journeys.failures
        guard !failures.isEmpty else {
            return checks.append(Check(name: "journeys", status: "ok", code: "journeys_go_on", detail: "none fails"))
        }
        let names = Dictionary(uniqueKeysWithValues: ((try? await services.rooms.journeys.list()) ?? []).map { ($0.id, $0.name) })
        let told = failures.sorted { $0.key < $1.key }.prefix(5).map { id, failure in
            (id: id, name: names[id] ?? "journey", minutes: now.since(failure.since) / 60_000, failure: failure)
        }
        let words = told.map { one in
            let runs = one.failure.runs.map { $0 == 1 ? ", 1 run" : ", \($0) runs" } ?? ""
            return "\(one.name) (\(one.id))\(runs), for \(one.minutes) min: \(one.failure.message)"
        }
        let items: [JSONValue] = told.map { one in
            [
                "journey": .int(one.id), "name": .string(one.name), "minutes": .int(one.minutes),
                "runs": .optional(one.failure.runs.map { Int64($0) }), "message": .string(one.failure.message),
            ]
        }
        checks.append(
            Check(
                name: "journeys", status: "degraded", code: "journeys_failing",
                values: ["count": .int(failures.count), "items": .array(items)], detail: words.joined(separator: "; "),
                hint: "What fails waits and is tried again by itself; nothing else waits for it. Solve the cause, or pause the journey.")
        )
    }

    /// Channel and ad accounts: one that hangs shows here, while the others go on at full speed (each has its own queue).
    private static func destinationCheck(_ services: Services, now: Instant, _ checks: inout [Check]) async -> [JSONValue] {
        guard let backlog = try? await services.jobs.backlog(of: ["account.", "ads."]),
            let channels = try? await services.rooms.deliveries.accounts(), let ads = try? await services.rooms.feedback.accounts()
        else { return [] }
        let waiting = Dictionary(uniqueKeysWithValues: backlog.map { ($0.queue, $0) })
        var shown: [JSONValue] = []
        var ill: [String] = []
        var illItems: [JSONValue] = []
        func look(_ queue: String, _ name: String, _ problem: String) {
            let found = waiting[queue]
            let age = found.map { max(0, now.since($0.oldest)) } ?? 0
            let isLate = found.map { $0.retrying > 0 || age > 60_000 } ?? false
            if isLate || !problem.isEmpty {
                ill.append("\(name)\(problem.isEmpty ? "" : ": \(problem)")\(found.map { " (\($0.due + $0.retrying) waiting)" } ?? "")")
                illItems.append([
                    "name": .string(name), "message": .string(problem), "waiting": .int(found.map { $0.due + $0.retrying } ?? 0),
                ])
            }
            guard found != nil || !problem.isEmpty else { return }
            shown.append([
                "queue": .string(queue), "name": .string(name), "waiting": .int(found?.due ?? 0), "retrying": .int(found?.retrying ?? 0),
                "oldestAgeMs": .int(age), "problem": .string(problem), "late": .bool(isLate),
            ])
        }
        for account in channels where account.isActive { look("account.\(account.id)", account.name, account.failure) }
        for account in ads where account.isActive { look("ads.\(account.id)", account.name, account.problem) }
        checks.append(
            ill.isEmpty
                ? Check(
                    name: "destinations", status: "ok", code: "destinations_fine", values: ["count": .int(channels.count + ads.count)],
                    detail: "\(channels.count + ads.count) accounts")
                : Check(
                    name: "destinations", status: "degraded", code: "destinations_late",
                    values: ["count": .int(ill.count), "items": .array(Array(illItems.prefix(5)))],
                    detail: ill.prefix(5).joined(separator: "; "),
                    hint: "Messages and conversions for it wait and are tried again; the others go on. Test the account."))
        return shown
    }

    private static func behaviourCheck(_ services: Services, _ checks: inout [Check]) async -> BehaviourSize? {
        do {
            let size = try await services.behaviour.size()
            checks.append(
                Check(
                    name: "behaviour", status: "ok", code: "behaviour_answers", values: ["count": .int(size.events)],
                    detail: "\(size.events) events"))
            return size
        } catch {
            let shown = LianluError.showing(error)
            checks.append(
                Check(
                    name: "behaviour", status: "down", code: "behaviour_failed", values: ["message": .string(shown.message)],
                    detail: shown.message, hint: shown.hint))
            return nil
        }
    }
}
