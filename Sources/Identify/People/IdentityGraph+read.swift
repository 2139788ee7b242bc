public import Storage
public import Vocabulary

extension IdentityGraph {
    /// The leaf of an identifier as given (normalise first); nil when nobody was ever seen with it.
    public static func leaf(of identifier: Identifier, in tx: any SQLTransaction) throws -> LeafNumber? {
        try tx.first(
            "SELECT leaf FROM identifier WHERE value = $1 AND kind = $2 AND scope = $3",
            [.text(identifier.value), .text(identifier.kind.rawValue), .text(identifier.scope)]
        ) { LeafNumber(UInt32($0.integer(0))) }
    }

    /// The leaves of that kind and value in any scope, oldest first; for callers who do not know the scope.
    public static func leaves(of kind: IdentifierKind, _ value: String, in tx: any SQLTransaction) throws -> [LeafNumber] {
        let value = Identifier(kind, value).normalised().value
        return try tx.query(
            "SELECT leaf FROM identifier WHERE value = $1 AND kind = $2 ORDER BY leaf LIMIT 100", [.text(value), .text(kind.rawValue)]
        ) { LeafNumber(UInt32($0.integer(0))) }
    }

    /// The identifiers of these leaves, strongest first, then oldest.
    public static func identifiers(of leaves: [LeafNumber], in tx: any SQLTransaction) throws -> [KnownIdentifier] {
        var found: [KnownIdentifier] = []
        try tx.queryMany(
            "SELECT leaf, kind, scope, value, strength, trust, first_seen, source FROM identifier WHERE leaf = $1",
            leaves.map { [SQLValue($0.rawValue)] }
        ) { _, row in
            found.append(
                KnownIdentifier(
                    leaf: LeafNumber(UInt32(row.integer(0))),
                    identifier: Identifier(IdentifierKind(row.text(1)), row.text(3), scope: row.text(2)),
                    strength: Strength(rawValue: UInt8(row.integer(4))) ?? .weak, trust: Trust(rawValue: UInt8(row.integer(5))) ?? .claimed,
                    since: Instant(milliseconds: row.integer(6)), source: Int32(row.integer(7))))
        }
        return found.sorted { ($1.strength, $0.leaf) < ($0.strength, $1.leaf) }
    }
}
