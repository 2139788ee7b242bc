extension Migration {
    /// Journeys, versions, runs.
    static let journey = Migration(11, "journey", [])
}
