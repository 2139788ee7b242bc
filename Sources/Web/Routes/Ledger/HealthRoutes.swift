import Behaviour
import Organisation
import Path
import Storage
import Vocabulary

/// How each part is doing.
enum HealthRoutes {
    private struct Check {
        var name: String
        var status: String
        var detail: String
        var hint = ""

        var json: JSONValue { ["name": .string(name), "status": .string(status), "detail": .string(detail), "hint": .string(hint)] }
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
        if let error = await services.unready() {
            checks.append(Check(name: "readiness", status: "down", detail: error.message, hint: error.hint))
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
            "jobs": ["pending": .int(jobs.pending), "failed": .int(jobs.failed)], "asOf": .time(now),
        ])
    }

    private static func inboxCheck(_ inbox: InboxStatus) -> Check {
        if let failure = inbox.failure {
            return Check(
                name: "inbox", status: "down", detail: failure,
                hint: "Free space on the data folder's disk and check that it can be written.")
        }
        let share = inbox.capBytes == 0 ? 0 : inbox.waitingBytes * 100 / inbox.capBytes
        let detail = "\(inbox.waitingBytes >> 20) MB of \(inbox.capBytes >> 20) MB wait"
        return share < 80
            ? Check(name: "inbox", status: "ok", detail: detail)
            : Check(
                name: "inbox", status: "degraded", detail: detail,
                hint: "Events arrive faster than they are stored; past the cap senders get 503 and retry.")
    }

    private static func projectionCheck(_ path: PathStatus, lag: Int64, lagMs: Int64) -> Check {
        if let failure = path.failure {
            return Check(
                name: "projection", status: "down", detail: failure, hint: "Nothing is lost: events wait in the inbox until this is solved."
            )
        }
        return lagMs < 60_000
            ? Check(name: "projection", status: "ok", detail: "\(lag) batches behind")
            : Check(
                name: "projection", status: "degraded", detail: "\(lag) batches, \(lagMs / 1000) s behind",
                hint: "Numbers are that much out of date; wait, or look for heavy imports.")
    }

    private static func storeCheck(_ services: Services, _ checks: inout [Check]) async -> (pending: Int, failed: Int) {
        do {
            let counts = try await services.jobs.counts()
            checks.append(Check(name: "operational", status: "ok", detail: services.store.engine.rawValue))
            if counts.failed > 0 {
                checks.append(
                    Check(
                        name: "jobs", status: "degraded", detail: "\(counts.failed) jobs failed for good",
                        hint: "The server's log names them; solve the cause and start them again."))
            }
            return (counts.waiting + counts.running, counts.failed)
        } catch {
            let shown = LianluError.showing(error)
            checks.append(Check(name: "operational", status: "down", detail: shown.message, hint: shown.hint))
            return (0, 0)
        }
    }

    private static func behaviourCheck(_ services: Services, _ checks: inout [Check]) async -> BehaviourSize? {
        do {
            let size = try await services.behaviour.size()
            checks.append(Check(name: "behaviour", status: "ok", detail: "\(size.events) events"))
            return size
        } catch {
            let shown = LianluError.showing(error)
            checks.append(Check(name: "behaviour", status: "down", detail: shown.message, hint: shown.hint))
            return nil
        }
    }
}
