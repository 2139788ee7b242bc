public import Vocabulary

/// Who is to be forgotten; lives in the erasure's row until it is done.
public struct ErasureTarget: Sendable, Equatable {
    /// The leaves of the customer when the erasure was asked for.
    public var leaves: [LeafNumber]
    /// Its identifiers.
    public var identifiers: [Identifier]

    /// Makes a target.
    public init(leaves: [LeafNumber], identifiers: [Identifier]) {
        self.leaves = leaves
        self.identifiers = identifiers
    }

    /// Texts to look for in free text: identifiers of six bytes and more as they are, shorter ones only as a whole JSON string.
    public var needles: [String] { Set(identifiers.map { $0.value.utf8.count >= 6 ? $0.value : "\"\($0.value)\"" }).sorted() }

    var json: JSONValue {
        [
            "leaves": .array(leaves.map { .int(Int64($0.rawValue)) }),
            "identifiers": .array(identifiers.map { .strings([$0.kind.rawValue, $0.scope, $0.value]) }),
        ]
    }

    init(stored: String) throws {
        let value = try JSONValue(parsing: stored)
        leaves = (value["leaves"]?.array ?? []).compactMap { $0.int.map { LeafNumber(UInt32($0)) } }
        identifiers = (value["identifiers"]?.array ?? []).compactMap { item in
            guard let kind = item[0]?.string, let scope = item[1]?.string, let value = item[2]?.string else { return nil }
            return Identifier(IdentifierKind(kind), value, scope: scope)
        }
    }
}
