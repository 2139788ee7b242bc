import Lead
import Profile
import Storage
import Vocabulary

/// Opens the room Lead and says what of it is to be run.
enum LeadRoom {
    static func open(_ opening: RoomOpening) async throws -> (room: LeadDesk, parts: RoomParts) {
        let desk = LeadDesk(opening.base)
        var parts = RoomParts()
        parts.reactions = [LeadReaction(desk)]
        parts.onShutdown = [{ desk.feed.close() }]
        parts.queues = [.init("leads", concurrency: 8)]
        parts.handlers[AssignLead.kind] = { job in try await desk.execute(try job.command(AssignLead.self)) }
        parts.handlers[LeadDesk.slaJob] = { job in try await desk.runLimit(job.payload) }
        parts.handlers[LeadDesk.drainJob] = { _ in try await desk.runDrain() }
        parts.erasure = [.init("leads") { target in try await desk.erase(target.leaves) }]
        let base = opening.base
        parts.start = [
            {
                try await base.store.write { tx in
                    try CronTable(jobs: base.jobs).set(
                        CronEntry(
                            name: "lead.drain", expression: "* * * * *", timeZone: "UTC",
                            job: NewJob(queue: "leads", kind: LeadDesk.drainJob, uniqueKey: "lead.drain")), in: tx)
                }
            }
        ]
        return (desk, parts)
    }
}
