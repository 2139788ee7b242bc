import Journey

/// Opens the room Journey and says what of it is to be run.
enum JourneyRoom {
    static func open(_ opening: RoomOpening) async throws -> (room: Journeys, parts: RoomParts) {
        let room = Journeys(opening.base)
        return (room, RoomParts())
    }
}
