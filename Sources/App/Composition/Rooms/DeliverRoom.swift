import Deliver
import Profile
import Storage
import Vocabulary

/// Opens the room Deliver and says what of it is to be run.
enum DeliverRoom {
    static func open(_ opening: RoomOpening, isLive: @escaping @Sendable (Int64, any SQLTransaction) throws -> Bool) async throws -> (
        room: Deliveries, parts: RoomParts
    ) {
        let room = Deliveries(
            opening.base, parts: .init(http: opening.http, mail: opening.mail, isLive: isLive, publicURL: opening.publicURL))
        var parts = RoomParts()
        parts.queues = [
            .init(SendMessage.queue, concurrency: 32), .init(NotifyStaff.queue, concurrency: 8), .init(CallWebhook.queue, concurrency: 8),
        ]
        parts.handlers[SendMessage.kind] = { job in try await room.execute(try job.command(SendMessage.self)) }
        parts.handlers[NotifyStaff.kind] = { job in try await room.execute(try job.command(NotifyStaff.self)) }
        parts.handlers[CallWebhook.kind] = { job in try await room.execute(try job.command(CallWebhook.self)) }
        parts.handlers[Deliveries.dispatchJob] = { job in try await room.dispatch(job.payload) }
        parts.handlers[Deliveries.againJob] = { job in try await room.runAgain(job.payload) }
        parts.handlers[Deliveries.statusJob] = { job in try await room.askStatus(job) }
        parts.handlers[Deliveries.noticeJob] = { job in try await room.tellStaff(job) }
        parts.handlers[Deliveries.webhookJob] = { job in try await room.callWebhook(job) }
        parts.erasure = [.init("messages") { target in try await room.erase(target.leaves) }]
        parts.onRunner = [{ runner in room.setQueueOpener { runner.open(.init($0, concurrency: 4)) } }]
        parts.start = [{ try await room.openQueues() }]
        return (room, parts)
    }
}
