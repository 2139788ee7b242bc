import Identify
import Storage
import Vocabulary

/// The steps of an erasure inside the operational store, each in one transaction and safe to repeat.
enum ErasureSteps {
    /// Their names in order.
    static let names = ["identity", "profile", "orders", "free_text"]

    /// Runs one step and returns what it removed.
    static func run(
        _ step: String, _ target: ErasureTarget, graph: IdentityGraph, at: Instant, in tx: any SQLTransaction
    ) throws -> [String: Int] {
        switch step {
        case "identity": ["identifiers": try graph.forget(target.leaves, at: at, in: tx)]
        case "profile": try profile(target, in: tx)
        case "orders": try orders(target, in: tx)
        default: try freeText(target, in: tx)
        }
    }

    private static func profile(_ target: ErasureTarget, in tx: any SQLTransaction) throws -> [String: Int] {
        let sets = target.leaves.map { [SQLValue($0.rawValue)] }
        var counts: [String: Int] = [:]
        for (name, table) in [
            ("traits", "trait"), ("tags", "leaf_tag"), ("consent", "consent"), ("names", "name_suffix"), ("organisation", "leaf_node"),
            ("figures", "leaf_state"),
        ] { counts[name] = try tx.executeMany("DELETE FROM \(table) WHERE leaf = $1", sets) }
        return counts
    }

    /// Orders keep what the books need: money, lines and times; not who.
    private static func orders(_ target: ErasureTarget, in tx: any SQLTransaction) throws -> [String: Int] {
        let sets = target.leaves.map { [SQLValue($0.rawValue)] }
        try tx.executeMany("UPDATE refund SET reason = '' WHERE purchase IN (SELECT id FROM purchase WHERE leaf = $1)", sets)
        return ["orders": try tx.executeMany("UPDATE purchase SET leaf = 0, attributes = '{}' WHERE leaf = $1", sets)]
    }

    /// Refused import rows and audit details that name the person.
    private static func freeText(_ target: ErasureTarget, in tx: any SQLTransaction) throws -> [String: Int] {
        let needles: [[SQLValue]] = target.needles.map { [.text($0)] }
        var counts: [String: Int] = [:]
        for (name, column, change) in [
            ("refusals", "record", "DELETE FROM import_refusal"),
            ("refusals", "detail", "DELETE FROM import_refusal"),
            ("audit", "detail", "UPDATE audit SET detail = '{\"erased\":true}'"),
            ("audit", "target", "UPDATE audit SET target = 'erased'"),
        ] { counts[name, default: 0] += try tx.executeMany("\(change) WHERE \(contains(column, tx.engine))", needles) }
        let plain: [[SQLValue]] = target.identifiers.map { [.text($0.value)] }
        counts["refusals", default: 0] += try tx.executeMany("DELETE FROM import_refusal WHERE record = $1", plain)
        return counts
    }

    /// Whether a text column contains a parameter: the two engines name the function differently.
    private static func contains(_ column: String, _ engine: OperationalEngine) -> String {
        switch engine {
        case .sqlite: "instr(\(column), $1) > 0"
        case .postgres: "strpos(\(column), $1) > 0"
        }
    }
}
