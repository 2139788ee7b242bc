import Feedback
import Profile
import Storage
import Vocabulary

/// Opens the room Feedback and says what of it is to be run.
enum FeedbackRoom {
    static func open(_ opening: RoomOpening) async throws -> (room: FeedbackDesk, parts: RoomParts) {
        let room = FeedbackDesk(opening.base, http: opening.http)
        var parts = RoomParts()
        parts.reactions = [FeedbackReaction(room)]
        parts.handlers[FeedbackDesk.sendJob] = { job in try await room.send(job.payload) }
        parts.erasure = [.init("conversions") { target in try await room.erase(target.leaves) }]
        parts.onRunner = [{ runner in room.setQueueOpener { runner.open(.init($0, concurrency: 4)) } }]
        parts.start = [{ try await room.openQueues() }]
        return (room, parts)
    }
}
