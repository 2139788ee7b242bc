public import Vocabulary

/// A field of a block type, as editors and the check for unknown fields use it.
public struct BlockField: Sendable, Equatable {
    /// How it is edited.
    public enum Kind: String, Sendable { case text, longText, richText, bool, choice, image, video, target, phone, time, list, texts }

    /// Its name.
    public var name: String
    /// How it is edited.
    public var kind: Kind
    /// Whether it must be there.
    public var isRequired: Bool
    /// Most characters or elements.
    public var most: Int
    /// What may be chosen.
    public var values: [String]
    /// Fields of each element of a list.
    public var fields: [BlockField]

    init(_ name: String, _ kind: Kind, required: Bool = false, most: Int, values: [String] = [], fields: [BlockField] = []) {
        self.name = name
        self.kind = kind
        isRequired = required
        self.most = most
        self.values = values
        self.fields = fields
    }

    /// As the API answers it.
    public var json: JSONValue {
        [
            "name": .string(name), "kind": .string(kind.rawValue), "required": .bool(isRequired), "most": .int(most),
            "values": .strings(values),
            "fields": .array(fields.map(\.json)),
        ]
    }
}
