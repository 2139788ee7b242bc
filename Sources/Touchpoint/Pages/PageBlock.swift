import Vocabulary

/// One block of a landing page, checked.
public struct PageBlock: Sendable, Equatable {
    /// What it is, with what it holds.
    public enum Kind: Sendable, Equatable {
        case hero(title: String, subtitle: String, image: String, button: String)
        case text(title: String, text: String)
        case image(url: String, alt: String)
        case form(PageForm)
        case phone(label: String, number: String)
        case consult(label: String, target: String)
        case faq(title: String, items: [(question: String, answer: String)])
        case features(title: String, items: [(title: String, text: String, image: String)])
        case video(url: String, poster: String, title: String)
        /// Counts down to a moment in ms; says `over` afterwards.
        case countdown(title: String, until: Int64, over: String)
        /// Stays at the foot of the screen: leads to the form, dials or opens a consultation.
        case bar(label: String, target: String, note: String)
        /// A block of a draft that is not complete.
        case broken(String)

        public static func == (a: Kind, b: Kind) -> Bool { "\(a)" == "\(b)" }
    }

    /// Names of all types, in the order a palette shows them.
    public static let types = ["hero", "text", "image", "video", "features", "form", "phone", "consult", "faq", "countdown", "bar"]

    /// Its id, unique on the page; letters, digits, - and _.
    public var id: String
    /// What it is.
    public var kind: Kind

    init(_ json: JSONValue, at place: String) throws(LianluError) {
        let id = json["id"]?.string ?? ""
        guard (1...40).contains(id.utf8.count), id.utf8.allSatisfy({ Self.isPlain($0) }) else {
            throw LianluError(
                .badRequest, "\(place).id is missing or has other characters than a–z, 0–9, - and _.", hint: "Give each block an id.")
        }
        self.id = id
        let read = BlockReader(json: json, place: place)
        if let known = BlockCatalogue.fields[json["type"]?.string ?? ""] { try read.knows(["id", "type"] + known.map(\.name)) }
        switch json["type"]?.string {
        case "hero":
            kind = .hero(
                title: try read.need("title", 60), subtitle: try read.text("subtitle", 200), image: try read.image("image"),
                button: try read.text("button", 20))
        case "text": kind = .text(title: try read.text("title", 60), text: try read.need("text", 5000))
        case "image":
            let url = try read.image("url")
            guard !url.isEmpty else { throw read.wrong("url", "is missing") }
            kind = .image(url: url, alt: try read.text("alt", 120))
        case "form": kind = .form(try PageForm(read))
        case "phone":
            let number = try read.need("phone", 24)
            guard SafeURL.isPhone(number) else { throw read.wrong("phone", "is not a telephone number") }
            kind = .phone(label: try read.need("label", 20), number: number)
        case "consult":
            let target = try read.need("target", 1000)
            guard SafeURL.isConsult(target) else {
                throw read.wrong(
                    "target",
                    "is neither a telephone number nor an address of 微信客服, 获客链接 or a mini program (https://work.weixin.qq.com/…, https://wxaurl.cn/…)"
                )
            }
            kind = .consult(label: try read.need("label", 20), target: target)
        case "features":
            guard let list = json["items"]?.array, (1...12).contains(list.count) else {
                throw read.wrong("items", "is not a list of 1 to 12")
            }
            var items: [(title: String, text: String, image: String)] = []
            for (index, item) in list.enumerated() {
                let inner = BlockReader(json: item, place: "\(place).items[\(index)]")
                try inner.knows(["title", "text", "image"])
                items.append((try inner.need("title", 30), try inner.text("text", 200), try inner.image("image")))
            }
            kind = .features(title: try read.text("title", 60), items: items)
        case "video":
            let url = try read.need("url", 1000)
            guard url.hasPrefix("https://"), SafeURL.isWeb(url) else {
                throw read.wrong("url", "is not an https:// address of a video file")
            }
            kind = .video(url: url, poster: try read.image("poster"), title: try read.text("title", 60))
        case "countdown":
            guard let until = ISO8601.parse(try read.text("until", 40).trimmed) else {
                throw read.wrong("until", "is not a moment such as 2026-12-01T20:00:00+08:00")
            }
            kind = .countdown(title: try read.text("title", 60), until: until.milliseconds, over: try read.need("over", 60))
        case "bar":
            let target = try read.need("target", 1000)
            guard target == "form" || SafeURL.isConsult(target) else {
                throw read.wrong("target", "is neither “form”, a telephone number nor an address of 微信客服, 获客链接 or a mini program")
            }
            kind = .bar(label: try read.need("label", 20), target: target, note: try read.text("note", 40))
        case "faq":
            guard let list = json["items"]?.array, (1...30).contains(list.count) else {
                throw read.wrong("items", "is not a list of 1 to 30")
            }
            var items: [(question: String, answer: String)] = []
            for (index, item) in list.enumerated() {
                let inner = BlockReader(json: item, place: "\(place).items[\(index)]")
                try inner.knows(["question", "answer"])
                items.append((try inner.need("question", 120), try inner.need("answer", 2000)))
            }
            kind = .faq(title: try read.text("title", 60), items: items)
        case let other:
            throw LianluError(
                .badRequest, "\(place).type “\((other ?? "").prefix(30))” is unknown.",
                hint: "Use one of: \(Self.types.joined(separator: ", ")).")
        }
    }

    init(broken message: String, id: String) {
        self.id = id
        kind = .broken(message)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x2D || byte == 0x5F
    }
}

/// Reads the fields of one block with errors that say where.
struct BlockReader {
    let json: JSONValue
    let place: String

    func wrong(_ name: String, _ what: String) -> LianluError {
        LianluError(.badRequest, "\(place).\(name) \(what).", hint: "Mend this field; docs/touchpoint.md lists the fields of each block.")
    }

    /// Refuses what is no object or has a field the block does not have.
    func knows(_ names: [String]) throws(LianluError) {
        guard let object = json.object else { throw LianluError(.badRequest, "\(place) is not an object.", hint: "Send {…}.") }
        if let stranger = object.names.first(where: { !names.contains($0) }) {
            throw LianluError(
                .badRequest, "\(place).\(stranger.prefix(40)) is unknown.", hint: "Known here: \(names.joined(separator: ", ")).")
        }
    }

    func text(_ name: String, _ most: Int) throws(LianluError) -> String {
        guard let value = json[name], !value.isNull else { return "" }
        guard let text = value.string else { throw wrong(name, "is not a text") }
        guard text.count <= most else { throw wrong(name, "is longer than \(most) characters") }
        guard !text.utf8.contains(0) else { throw wrong(name, "holds U+0000") }
        return text
    }

    func need(_ name: String, _ most: Int) throws(LianluError) -> String {
        let found = try text(name, most).trimmed
        guard !found.isEmpty else { throw wrong(name, "is missing") }
        return found
    }

    func image(_ name: String) throws(LianluError) -> String {
        let url = try text(name, 1000)
        guard url.isEmpty || SafeURL.isImage(url) else { throw wrong(name, "is neither an https:// address nor an uploaded picture") }
        return url
    }
}
