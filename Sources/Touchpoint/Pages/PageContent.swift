public import Vocabulary

/// What a landing page holds: typed blocks in order, a second variant where an experiment runs, and the page's own settings. Checked when read; text is
/// plain text everywhere, so nothing in it can become markup.
///
///     {"schemaVersion":1,"root":{"title","description","color","footer","slots","language"},"blocks":[{"type":"hero","id":"b1","title":"…"}],
///      "experiment":{"key","seed","split":5000,"traffic":10000},"variantB":[…]}
public struct PageContent: Sendable, Equatable {
    /// The JSON as it is stored.
    public var json: JSONValue
    /// Settings of the page as a whole.
    public var root: PageRoot
    /// Blocks of variant A.
    public var blocks: [PageBlock]
    /// Blocks of variant B; nil without an experiment.
    public var variantB: [PageBlock]?
    /// The experiment; nil without.
    public var experiment: Experiment?

    /// Reads and checks content. Throws `bad_request` that names the block and the field.
    public init(_ json: JSONValue) throws(LianluError) {
        root = try PageRoot(json)
        guard json.bytes.count <= Self.mostBytes else {
            throw LianluError(.tooLarge, "The page is larger than 400 KB.", hint: "Shorten texts, or split it into several pages.")
        }
        self.json = json
        blocks = try Self.blocks(json["blocks"], "blocks")
        guard !blocks.isEmpty else { throw LianluError(.badRequest, "blocks is empty.", hint: "Add at least one block.") }
        experiment = nil
        variantB = nil
        if let given = json["experiment"], !given.isNull {
            experiment = try Experiment(given)
            variantB = try Self.blocks(json["variantB"], "variantB")
            guard variantB?.isEmpty == false else {
                throw LianluError(.badRequest, "variantB is empty.", hint: "Give variant B its blocks, or remove the experiment.")
            }
        }
    }

    /// A draft as far as it can be shown: a block that is not complete says so.
    init(lenient json: JSONValue) {
        func read(_ name: String) -> [PageBlock] {
            (json[name]?.array ?? []).prefix(60).enumerated().map { index, item in
                do throws(LianluError) { return try PageBlock(item, at: "\(name)[\(index)]") } catch {
                    return PageBlock(broken: error.message, id: "broken\(index)")
                }
            }
        }
        self.json = json
        root = PageRoot(lenient: json)
        blocks = read("blocks")
        experiment = (json["experiment"]).flatMap { try? Experiment($0) }
        variantB = json["variantB"]?.array == nil ? nil : read("variantB")
    }

    /// The largest content in bytes.
    static let mostBytes = 400_000

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
