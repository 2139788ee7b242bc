public import Vocabulary

/// What a landing page holds: typed blocks in order, a second variant where an experiment runs, and the page's own settings. Checked when read; text is
/// plain text everywhere, so nothing in it can become markup.
///
///     {"schemaVersion":1,"root":{"title","description","color"},"blocks":[{"type":"hero","id":"b1","title":"…"}],
///      "experiment":{"key","seed","split":5000,"traffic":10000},"variantB":[…]}
public struct PageContent: Sendable, Equatable {
    /// The JSON as it is stored.
    public var json: JSONValue
    /// Blocks of variant A.
    public var blocks: [PageBlock]
    /// Blocks of variant B; nil without an experiment.
    public var variantB: [PageBlock]?
    /// The experiment; nil without.
    public var experiment: Experiment?
    /// Title of the document.
    public var title: String
    /// Description for previews.
    public var description: String
    /// Accent colour, "#rrggbb".
    public var color: String

    /// Reads and checks content. Throws `bad_request` that names the block and the field.
    public init(_ json: JSONValue) throws(LianluError) {
        guard json.object != nil, json["schemaVersion"]?.int == 1 else {
            throw LianluError(
                .badRequest, "The page's schemaVersion is not 1.", hint: "Send {\"schemaVersion\":1,\"root\":{…},\"blocks\":[…]}.")
        }
        guard json.bytes.count <= 400_000 else {
            throw LianluError(.tooLarge, "The page is larger than 400 KB.", hint: "Shorten texts, or split it into several pages.")
        }
        self.json = json
        title = json["root"]?["title"]?.string?.trimmed ?? ""
        guard !title.isEmpty, title.count <= 80 else {
            throw LianluError(.badRequest, "root.title is empty or longer than 80 characters.", hint: "Give the page a title.")
        }
        description = String((json["root"]?["description"]?.string ?? "").prefix(200))
        color = json["root"]?["color"]?.string ?? "#1f4fd8"
        guard color.utf8.count == 7, color.hasPrefix("#"), color.dropFirst().allSatisfy(\.isHexDigit) else {
            throw LianluError(.badRequest, "root.color is not a colour.", hint: "Write #rrggbb.")
        }
        blocks = try Self.blocks(json["blocks"], "blocks")
        guard !blocks.isEmpty else { throw LianluError(.badRequest, "The page has no blocks.", hint: "Add at least one block.") }
        experiment = nil
        variantB = nil
        if let given = json["experiment"], !given.isNull {
            experiment = try Experiment(given)
            variantB = try Self.blocks(json["variantB"], "variantB")
            guard variantB?.isEmpty == false else {
                throw LianluError(.badRequest, "The experiment has no variant B.", hint: "Fill variantB, or remove the experiment.")
            }
        }
    }

    private static func blocks(_ value: JSONValue?, _ place: String) throws(LianluError) -> [PageBlock] {
        guard let list = value?.array, list.count <= 60 else {
            throw LianluError(.badRequest, "\(place) is not a list of at most 60 blocks.", hint: "Send an array of blocks.")
        }
        var seen: Set<String> = []
        var blocks: [PageBlock] = []
        for (index, item) in list.enumerated() {
            let block = try PageBlock(item, at: "\(place)[\(index)]")
            guard seen.insert(block.id).inserted else {
                throw LianluError(
                    .badRequest, "\(place)[\(index)].id “\(block.id)” is there twice.", hint: "Give every block an id of its own.")
            }
            blocks.append(block)
        }
        return blocks
    }

    /// The blocks of a variant ("A", "B").
    public func blocks(of variant: String) -> [PageBlock] { variant == "B" ? variantB ?? blocks : blocks }

    /// The form of that id in either variant.
    func form(_ id: String) -> PageForm? {
        for block in blocks + (variantB ?? []) {
            if case .form(let form) = block.kind, block.id == id { return form }
        }
        return nil
    }
}
