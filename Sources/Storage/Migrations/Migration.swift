/// One numbered, named step of the operational schema; never edited once released.
///
/// DDL is written once with these words and rendered per engine: `INT` (SQLite INTEGER, PostgreSQL BIGINT), `TEXT` (PostgreSQL: TEXT COLLATE "C"),
/// `BLOB` (PostgreSQL BYTEA), `REAL` (PostgreSQL DOUBLE PRECISION); every SQLite table is STRICT. A statement that begins with `/*postgres*/` is for PostgreSQL only.
public struct Migration: Sendable {
    /// Its place, from 1 and dense.
    public var number: Int
    /// What it does, in a few words.
    public var name: String
    /// Statements in the common words.
    public var statements: [String]

    /// Makes a step.
    public init(_ number: Int, _ name: String, _ statements: [String]) {
        self.number = number
        self.name = name
        self.statements = statements
    }

    /// The statements in the words of that engine.
    public func rendered(for engine: OperationalEngine) -> [String] {
        statements.filter { engine == .postgres || !$0.hasPrefix("/*postgres*/") }.map { statement in
            var text = statement
            switch engine {
            case .sqlite:
                text = Self.replaceWord("INT", by: "INTEGER", in: text)
                if text.hasPrefix("CREATE TABLE") { text += text.contains("/*rowless*/") ? " WITHOUT ROWID, STRICT" : " STRICT" }
            case .postgres:
                text = Self.replaceWord("INT", by: "BIGINT", in: text)
                text = Self.replaceWord("TEXT", by: "TEXT COLLATE \"C\"", in: text)
                text = Self.replaceWord("BLOB", by: "BYTEA", in: text)
                text = Self.replaceWord("REAL", by: "DOUBLE PRECISION", in: text)
            }
            return text
        }
    }

    private static func replaceWord(_ word: String, by replacement: String, in text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { piece in
            let core = piece.prefix { $0.isLetter || $0 == "_" }
            return core == word ? replacement + piece.dropFirst(word.count) : String(piece)
        }.joined(separator: " ")
    }
}
