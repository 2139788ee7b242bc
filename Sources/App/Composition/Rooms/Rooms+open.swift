import Deliver
import Journey
import Profile
import Sandbox
import Vocabulary
import Web

extension Rooms {
    /// Opens every room and joins what is to be run. Rooms meet here only: what one needs of another is passed as a closure.
    static func open(_ opening: RoomOpening) async throws -> (rooms: Rooms, parts: RoomParts) {
        var parts = RoomParts()
        let touchpoint = try await TouchpointRoom.open(opening)
        parts.add(touchpoint.parts)
        let lead = try await LeadRoom.open(opening)
        parts.add(lead.parts)
        let journey = try await JourneyRoom.open(opening)
        parts.add(journey.parts)
        let deliver = try await DeliverRoom.open(opening, isLive: { run, tx in try JourneyRun.isLive(run, in: tx) })
        parts.add(deliver.parts)
        let feedback = try await FeedbackRoom.open(opening)
        parts.add(feedback.parts)
        let deliveries = deliver.room
        let here = "http://127.0.0.1:\(opening.options.port)"
        let sandbox =
            opening.options.hasSandbox
            ? SandboxWorld(
                clock: opening.base.clock, sender: opening.http,
                findAddress: { platform in
                    // The account here that sends through this stand-in.
                    let accounts = (try? await deliveries.accounts()) ?? []
                    guard
                        let account = accounts.last(where: {
                            $0.isActive && ($0.settings["baseURL"]?.string ?? "").hasSuffix("/sandbox/\(platform)")
                        }), let path = try? await deliveries.hookPath(of: account)
                    else { return nil }
                    return here + path
                }) : nil
        return (
            Rooms(
                touchpoints: touchpoint.room, leads: lead.room, journeys: journey.room, deliveries: deliver.room, feedback: feedback.room,
                sandbox: sandbox),
            parts
        )
    }
}
