import Vocabulary

/// What both engines refuse in text.
enum SQLText {
    /// U+0000 cannot be stored by PostgreSQL; both engines refuse it so that neither surprises.
    static let nul = LianluError(
        .badRequest, "A text holds the character U+0000, which cannot be stored.", hint: "Remove U+0000 from the value and send it again.")
}
