import Audience
import Collect
import Journey
import Organisation
import Profile
import ServiceLifecycle
import Storage
import Vocabulary

/// Opens the room Journey and says what of it is to be run.
enum JourneyRoom {
    static func open(_ opening: RoomOpening) async throws -> (room: Journeys, parts: RoomParts) {
        let dictionary = opening.dictionary
        let journeys = Journeys(
            opening.base, facts: FactReader(opening.base, behaviour: opening.behaviour, code: { dictionary.code(of: $0) }))
        var parts = RoomParts()
        parts.reactions = [JourneyReaction(journeys)]
        parts.queues = [.init("journeys", concurrency: 2)]
        parts.handlers[Journeys.entryJob] = { job in try await journeys.runEntry(job) }
        parts.erasure = [.init("journeys") { target in try await journeys.erase(target.leaves) }]
        parts.retention = [.init(name: "runs", days: { $0.runDays }) { before in try await journeys.removeRuns(endedBefore: before) }]
        parts.services = [JourneyService(journeys: journeys)]
        parts.start = [{ try await journeys.reload() }]
        return (journeys, parts)
    }
}

/// Takes runs forward as they become due.
struct JourneyService: Service {
    let journeys: Journeys
    func run() async throws { await cancelWhenGracefulShutdown { await journeys.run() } }
}
