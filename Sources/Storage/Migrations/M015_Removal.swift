extension Migration {
    /// Salespeople who were deleted, and set-aside events of reactions that work again.
    static let removal = Migration(
        15, "removal",
        [
            // NULL while they are there; the row stays, because the history of leads names them
            "ALTER TABLE salesperson ADD COLUMN deleted_at INT",
            // when the reaction next digested an event; NULL until then
            "ALTER TABLE reaction_failure ADD COLUMN cleared_at INT",
        ])
}
