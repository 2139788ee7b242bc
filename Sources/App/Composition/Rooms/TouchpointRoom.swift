import Touchpoint

/// Opens the room Touchpoint and says what of it is to be run.
enum TouchpointRoom {
    static func open(_ opening: RoomOpening) async throws -> (room: Touchpoints, parts: RoomParts) {
        let room = Touchpoints(opening.base)
        return (room, RoomParts())
    }
}
