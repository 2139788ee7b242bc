extension Migration {
    /// Leads, salespeople, policies, assignments, pools.
    static let lead = Migration(10, "lead", [])
}
