import Storage
import Vocabulary

/// Records consent given and withdrawn; every statement is kept.
struct ConsentBatch {
    /// One statement.
    struct Statement {
        var leaf: UInt32
        var purpose: String
        var isGranted: Bool
        var time: Int64
        var source: Int32
        var actor: String
        var evidence: String
    }

    private var statements: [Statement] = []

    /// Notes a statement; purposes over 200 bytes are passed over.
    mutating func add(_ statement: Statement) {
        if !statement.purpose.isEmpty, statement.purpose.utf8.count <= 200 { statements.append(statement) }
    }

    /// Writes the statements.
    func apply(in tx: any SQLTransaction) throws {
        guard !statements.isEmpty else { return }
        let first = try tx.take(Int64(statements.count), from: "consent")
        try tx.executeMany(
            "INSERT INTO consent(id, leaf, purpose, granted, time, source, actor, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            statements.enumerated().map { offset, statement in
                [
                    .integer(first + Int64(offset)), SQLValue(statement.leaf), .text(statement.purpose), SQLValue(statement.isGranted),
                    .integer(statement.time), SQLValue(statement.source), .text(statement.actor), .text(statement.evidence),
                ]
            })
    }
}
