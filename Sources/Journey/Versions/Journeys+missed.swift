import Profile
import Storage
public import Vocabulary

extension LianluError.Code {
    /// The journey's only moment came while it was paused: nobody came in, and going on does not bring them in.
    public static let momentPassed = LianluError.Code.specific("moment_passed", .conflict)
}

/// Moments of schedules that came while their journey was paused: nobody comes in by them, and a single moment is not made up for behind anybody's back.
/// They are counted at the journey as `missed`, and as `passed_over` once somebody decided to go on without them.
extension Journeys {
    enum Missed { case no, missed, passedOver }

    /// What became of the moment of a version.
    static func missed(_ id: Int64, _ version: Int64, in tx: any SQLTransaction) throws -> Missed {
        let names = try tx.query(
            "SELECT name FROM journey_count WHERE journey = $1 AND version = $2 AND node = '' AND name IN ('missed', 'passed_over')",
            [.integer(id), .integer(version)]
        ) { $0.text(0) }
        return names.contains("passed_over") ? .passedOver : names.isEmpty ? .no : .missed
    }

    static func noteMissed(_ id: Int64, _ version: Int64, _ name: String = "missed", in tx: any SQLTransaction) throws {
        try tx.execute(
            "INSERT INTO journey_count(journey, version, node, name, count) VALUES ($1, $2, '', $3, 1) ON CONFLICT(journey, version, node, name) DO UPDATE SET count = journey_count.count + 1",
            [.integer(id), .integer(version), .text(name)])
    }

    /// Whether somebody came in by that moment.
    static func hasBegun(_ id: Int64, _ source: String, in tx: any SQLTransaction) throws -> Bool {
        try tx.first("SELECT 1 FROM journey_run WHERE journey = $1 AND source = $2 LIMIT 1", [.integer(id), .text(source)]) { _ in true }
            ?? false
    }

    /// The single moment of the version people come into, when it passed during the pause and nobody has decided about it; nil otherwise.
    func missedMoment(of journey: Journey, in tx: any SQLTransaction) throws -> Instant? {
        guard case .once(let at, _)? = definition(journey.id, journey.version)?.entry, at <= base.clock.now else { return nil }
        switch try Self.missed(journey.id, journey.version, in: tx) {
        case .missed: return at
        case .passedOver: return nil
        case .no:
            // It has come, and its job is about to see that the journey is paused.
            let waiting = try tx.first(
                "SELECT id FROM job WHERE queue = 'journeys' AND unique_key = $1 AND state = 0",
                [.text("entry/\(journey.id)/\(journey.version)")]
            ) { $0.integer(0) }
            guard let waiting, try !Self.hasBegun(journey.id, "schedule:\(waiting)", in: tx) else { return nil }
            return at
        }
    }

    /// The moment that passed while a journey was paused, as the console shows it; nil when there is none to decide about.
    public func missedMoment(of journey: Journey) async throws -> Instant? {
        guard journey.state == .paused else { return nil }
        return try await base.store.read { [self] tx in try missedMoment(of: journey, in: tx) }
    }

    func checkMoment(of journey: Journey, passingOver: Bool, in tx: any SQLTransaction) throws {
        guard let moment = try missedMoment(of: journey, in: tx) else { return }
        guard passingOver else {
            throw LianluError(
                .momentPassed, "Its moment (\(ISO8601.format(moment))) passed while it was paused; nobody came in.",
                hint:
                    "Set a new moment and publish it, or send “passOver”: true to go on with who is inside, without letting anybody in by it."
            )
        }
        try Self.noteMissed(journey.id, journey.version, "passed_over", in: tx)
    }
}
