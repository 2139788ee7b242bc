extension Migration {
    /// Channel accounts, templates, messages, attempts.
    static let deliver = Migration(12, "deliver", [])
}
