import Deliver

/// Opens the room Deliver and says what of it is to be run.
enum DeliverRoom {
    static func open(_ opening: RoomOpening) async throws -> (room: Deliveries, parts: RoomParts) {
        let room = Deliveries(opening.base)
        return (room, RoomParts())
    }
}
