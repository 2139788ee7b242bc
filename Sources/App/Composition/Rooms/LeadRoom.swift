import Lead

/// Opens the room Lead and says what of it is to be run.
enum LeadRoom {
    static func open(_ opening: RoomOpening) async throws -> (room: LeadDesk, parts: RoomParts) {
        let room = LeadDesk(opening.base)
        return (room, RoomParts())
    }
}
