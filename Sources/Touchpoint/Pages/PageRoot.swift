public import Vocabulary

/// The settings of a page as a whole.
public struct PageRoot: Sendable, Equatable {
    /// Languages of the fixed texts.
    public static let languages = ["zh-Hans", "zh-Hant", "en"]

    /// Title of the document, at most 80 characters.
    public var title: String
    /// Description for previews, at most 200 characters.
    public var description: String
    /// Accent colour, "#rrggbb".
    public var color: String
    /// At the foot: company, licence number; at most 300 characters.
    public var footer: String
    /// Keys of pop-up slots that may open on this page.
    public var slots: [String]
    /// Language of the fixed texts.
    public var language: String

    /// Reads `schemaVersion` and `root`. Throws `bad_request` that names the field.
    public init(_ json: JSONValue) throws(LianluError) {
        guard json.object != nil, json["schemaVersion"]?.int == 1 else {
            throw LianluError(
                .badRequest, "The page's schemaVersion is not 1.", hint: "Send {\"schemaVersion\":1,\"root\":{…},\"blocks\":[…]}.")
        }
        let read = BlockReader(json: json["root"] ?? .null, place: "root")
        try read.knows(["title", "description", "color", "footer", "slots", "language"])
        title = try read.need("title", 80)
        description = try read.text("description", 200).trimmed
        let color = try read.text("color", 7)
        self.color = color.isEmpty ? "#1f4fd8" : color
        guard self.color.utf8.count == 7, self.color.hasPrefix("#"), self.color.dropFirst().allSatisfy({ $0.isASCII && $0.isHexDigit })
        else {
            throw read.wrong("color", "is not a colour; write #rrggbb")
        }
        footer = try read.text("footer", 300).trimmed
        slots = (read.json["slots"]?.array ?? []).compactMap(\.string)
        guard slots.count <= 5, slots.allSatisfy({ (try? Touchpoints.checkedSlug($0)) == $0 }) else {
            throw read.wrong("slots", "is not a list of at most 5 keys of slots")
        }
        let language = try read.text("language", 10)
        self.language = language.isEmpty ? "zh-Hans" : language
        guard Self.languages.contains(self.language) else {
            throw read.wrong("language", "is none of \(Self.languages.joined(separator: ", "))")
        }
    }

    /// For drafts that are not complete yet.
    init(lenient json: JSONValue) {
        if let root = try? PageRoot(json) {
            self = root
        } else {
            (title, description, color, footer, slots, language) = (json["root"]?["title"]?.string ?? "", "", "#1f4fd8", "", [], "zh-Hans")
        }
    }
}
