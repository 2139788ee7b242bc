import Feedback

/// Opens the room Feedback and says what of it is to be run.
enum FeedbackRoom {
    static func open(_ opening: RoomOpening) async throws -> (room: FeedbackDesk, parts: RoomParts) {
        let room = FeedbackDesk(opening.base)
        return (room, RoomParts())
    }
}
