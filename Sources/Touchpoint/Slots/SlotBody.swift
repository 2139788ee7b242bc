public import Vocabulary

/// What a slot shows: plain text, a picture, a button with an address.
public struct SlotBody: Sendable, Equatable {
    /// Headline, at most 60 characters.
    public var title: String
    /// Text, at most 400 characters; may hold line breaks.
    public var text: String
    /// Picture: an https address or one that was uploaded here; "" for none.
    public var image: String
    /// On the button, at most 20 characters; "" for none.
    public var button: String
    /// Where the button leads: a web address or a path of the same site; "" closes a pop-up.
    public var url: String

    /// Reads and checks. Throws `bad_request` that names the field.
    public init(_ json: JSONValue) throws(LianluError) {
        guard let object = json.object else {
            throw LianluError(.badRequest, "The content is not an object.", hint: "Send {\"title\",\"text\",\"image\",\"button\",\"url\"}.")
        }
        if let stranger = object.names.first(where: { !["title", "text", "image", "button", "url"].contains($0) }) {
            throw LianluError(.badRequest, "content.\(stranger.prefix(40)) is unknown.", hint: "Known: title, text, image, button, url.")
        }
        let read = BlockReader(json: json, place: "content")
        title = try read.text("title", 60).trimmed
        text = try read.text("text", 400).trimmed
        image = try read.image("image")
        button = try read.text("button", 20).trimmed
        url = try read.text("url", 1000).trimmed
        guard url.isEmpty || SafeURL.isWeb(url) || SafeURL.isPath(url) else {
            throw read.wrong("url", "is neither an http(s) address nor a path that begins with /")
        }
        guard !title.isEmpty || !text.isEmpty || !image.isEmpty else { throw read.wrong("title", "is missing, and so are text and image") }
    }

    /// As JSON, without what is empty.
    public var json: JSONValue {
        var object = JSONObject()
        for (name, value) in [("title", title), ("text", text), ("image", image), ("button", button), ("url", url)] where !value.isEmpty {
            object[name] = .string(value)
        }
        return .object(object)
    }
}
