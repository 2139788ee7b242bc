import Vocabulary

/// What both engines refuse alike.
enum SQLText {
    /// U+0000 cannot be stored by PostgreSQL; both engines refuse it so that neither surprises.
    static let nul = LianluError(
        .badRequest, "A text holds the character U+0000, which cannot be stored.", hint: "Remove U+0000 from the value and send it again.")

    /// A transaction cannot go on after a failed statement: PostgreSQL refuses, so SQLite refuses too.
    static let afterFailure = LianluError(
        .internal, "A statement came after a failed one in the same transaction.",
        hint: "Let the first error leave the transaction; use ON CONFLICT where a row may exist already.")
}
