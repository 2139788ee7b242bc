extension Migration {
    /// Ad accounts, conversions, spend.
    static let feedback = Migration(13, "feedback", [])
}
