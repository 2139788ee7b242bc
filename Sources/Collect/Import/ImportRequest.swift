public import Vocabulary

/// What to do with an uploaded file.
public struct ImportRequest: Sendable, Equatable {
    /// Which column means what, and what the rows are.
    public var mapping: ImportMapping
    /// How values are meant.
    public var options: ImportOptions

    /// Makes a request from its parts.
    public init(mapping: ImportMapping, options: ImportOptions = ImportOptions()) {
        self.mapping = mapping
        self.options = options
    }

    /// Reads `{"target","mapping","options"}`; `zone` is the project's time zone. Throws `bad_request`.
    public init(json: JSONValue, zone: String) throws(LianluError) {
        guard let target = json["target"]?.string.flatMap(ImportTarget.init(rawValue:)) else {
            throw LianluError(
                .badRequest, "The target is missing or unknown.",
                hint: "Targets: \(ImportTarget.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        mapping = try ImportMapping(target: target, json: json["mapping"] ?? [:])
        options = try ImportOptions(json: json["options"] ?? [:], zone: zone)
    }

    /// As JSON.
    public var json: JSONValue { ["target": .string(mapping.target.rawValue), "mapping": mapping.json, "options": options.json] }
}
