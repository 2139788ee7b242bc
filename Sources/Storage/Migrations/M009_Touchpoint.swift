extension Migration {
    /// Origins, links, landing pages, experiments, slots.
    static let touchpoint = Migration(9, "touchpoint", [])
}
