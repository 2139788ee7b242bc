public import Vocabulary

/// Which column means what.
///
/// A column ending in ".*" stands for all columns that begin so ("properties.*" → "property:*": each keeps its own name), for NDJSON whose later
/// lines have members that the first did not.
public struct ImportMapping: Sendable, Equatable {
    /// What the rows are.
    public var target: ImportTarget
    /// Meaning by column name.
    public private(set) var columns: [String: ImportField]
    /// Prefix of columns ("properties.") and what they become.
    public private(set) var groups: [String: Group]

    /// What a group of columns becomes.
    public enum Group: String, Sendable {
        case properties = "property:*"
        case traits = "trait:*"
        case attributes = "attribute:*"
    }

    /// An empty mapping.
    public init(target: ImportTarget) {
        self.target = target
        columns = [:]
        groups = [:]
    }

    /// Reads `{"column":"field"}`; null and "" leave a column out. Throws `bad_request` naming the first field the target does not have.
    public init(target: ImportTarget, json: JSONValue) throws(LianluError) {
        self.init(target: target)
        guard let object = json.object else {
            throw LianluError(.badRequest, "The mapping is not an object.", hint: "Send {\"column name\":\"target field\"}.")
        }
        for member in object {
            let name = member.value.string ?? ""
            if name.isEmpty { continue }
            if member.name.hasSuffix(".*"), let group = Group(rawValue: name) {
                groups[String(member.name.dropLast())] = group
            } else if let field = ImportField(name: name, target: target) {
                set(field, for: member.name)
            } else {
                throw LianluError(
                    .badRequest, "“\(name.prefix(80))” is no field of \(target.rawValue).",
                    hint: "Fields: \(ImportField.names(of: target).joined(separator: ", ")).")
            }
        }
    }

    /// Gives a column a meaning.
    public mutating func set(_ field: ImportField, for column: String) { columns[column] = field }

    /// Replaces columns such as "properties.price" that keep their own names by one "properties.*".
    mutating func gather() {
        for (prefix, group) in [("properties.", Group.properties), ("traits.", .traits), ("attributes.", .attributes)] {
            let same = columns.filter { column, field in
                guard column.hasPrefix(prefix) else { return false }
                let name = String(column.dropFirst(prefix.count))
                switch group {
                case .properties: return field == .property(name)
                case .traits: return field == .trait(name)
                case .attributes: return field == .attribute(name)
                }
            }
            if same.isEmpty { continue }
            for column in same.keys { columns[column] = nil }
            groups[prefix] = group
        }
    }

    /// What a column means, or nil when it is left out.
    func field(of column: String) -> ImportField? {
        if let field = columns[column] { return field }
        for (prefix, group) in groups where column.hasPrefix(prefix) && column.utf8.count > prefix.utf8.count {
            let name = String(column.dropFirst(prefix.count))
            switch group {
            case .properties: return .property(name)
            case .traits: return .trait(name)
            case .attributes: return .attribute(name)
            }
        }
        return nil
    }

    /// Whether some column has that meaning.
    func has(_ field: ImportField) -> Bool { columns.values.contains(field) }

    /// Whether some column identifies a customer.
    var identifies: Bool {
        columns.values.contains {
            if case .identifier = $0 { true } else { false }
        }
    }

    /// As JSON.
    public var json: JSONValue {
        var object = JSONObject(columns.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value.name(in: target))) })
        for (prefix, group) in groups.sorted(by: { $0.key < $1.key }) { object[prefix + "*"] = .string(group.rawValue) }
        return .object(object)
    }
}
