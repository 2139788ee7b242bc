import Crypto
import Vocabulary

/// Makes the HTML of a page: no framework, styles inline, works without scripts; everything a person wrote is escaped.
public struct PageRenderer: Sendable {
    /// What the page is shown with.
    public struct Frame: Sendable {
        /// Number of the page.
        public var page: Int64
        /// Slug, for the form's address.
        public var slug: String
        /// Version, 0 for a draft.
        public var version: Int64
        /// "A" or "B".
        public var variant = "A"
        /// Whether the visitor takes part in the experiment.
        public var isExposed = false
        /// Proves the exposure; "" when it was counted already.
        public var exposureToken = ""
        /// The token of its forms; "" in previews.
        public var token = ""
        /// The browser key of landing pages; "" in previews and for machines.
        public var key = ""
        /// Code of the origin that brought the visitor; told to the browser SDK, so that the visit's events carry it.
        public var origin: String?
        /// Nonce of styles and scripts.
        public var nonce = ""
        /// Said above the form after something was wrong.
        public var problem = ""
        /// What the visitor had typed, by the field's name in the body.
        public var values: [String: String] = [:]
        /// Whether this is a preview, which says so.
        public var isPreview = false

        /// A frame for that page.
        public init(page: Int64, slug: String, version: Int64) {
            self.page = page
            self.slug = slug
            self.version = version
        }
    }

    /// Escapes text for HTML, in content and in quoted attributes.
    public static func escape(_ text: String) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): out += "&amp;".utf8
            case UInt8(ascii: "<"): out += "&lt;".utf8
            case UInt8(ascii: ">"): out += "&gt;".utf8
            case UInt8(ascii: "\""): out += "&quot;".utf8
            case UInt8(ascii: "'"): out += "&#39;".utf8
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The whole document.
    public static func html(_ content: PageContent, _ frame: Frame) -> String {
        let blocks = content.blocks(of: frame.variant)
        let bar = blocks.contains { if case .bar = $0.kind { true } else { false } }
        var out = head(content.root, title: content.root.title, nonce: frame.nonce)
        if frame.isPreview { out += "<div class=\"preview\">\(escape(PageWords.of(content.root.language).preview))</div>" }
        out += "<main\(bar ? " class=\"barred\"" : "")>"
        let writer = BlockWriter(content: content, frame: frame, words: PageWords.of(content.root.language))
        for block in blocks { out += writer.html(block) }
        if !content.root.footer.isEmpty { out += "<footer>\(lines(content.root.footer))</footer>" }
        return out + "</main>" + script(content, frame) + "</body></html>"
    }

    /// The page after a form was sent.
    public static func thanks(_ text: String, _ content: PageContent, back: String, nonce: String) -> String {
        let words = PageWords.of(content.root.language)
        return notice(
            content.root, title: content.root.title, mark: "✓", headline: lines(text), text: "", back: (escape(back), words.back),
            nonce: nonce)
    }

    /// The page in place of one that is not there.
    public static func missing(nonce: String, language: String = "zh-Hans") -> String {
        let words = PageWords.of(language)
        return notice(
            PageRoot(lenient: .null), title: words.notFoundTitle, mark: "?", headline: escape(words.notFoundTitle),
            text: escape(words.notFoundText),
            back: nil, nonce: nonce)
    }

    /// The page for somebody who asks too often.
    public static func busy(nonce: String, language: String = "zh-Hans") -> String {
        let words = PageWords.of(language)
        return notice(
            PageRoot(lenient: .null), title: words.busyTitle, mark: "…", headline: escape(words.busyTitle), text: escape(words.busyText),
            back: nil,
            nonce: nonce)
    }

    private static func notice(
        _ root: PageRoot, title: String, mark: String, headline: String, text: String, back: (href: String, label: String)?, nonce: String
    ) -> String {
        head(root, title: title, nonce: nonce)
            + "<main><section class=\"done\"><div class=\"tick\" aria-hidden=\"true\">\(mark)</div><h1>\(headline)</h1>"
            + (text.isEmpty ? "" : "<p>\(text)</p>") + (back.map { "<p><a href=\"\($0.href)\">\(escape($0.label))</a></p>" } ?? "")
            + "</section></main></body></html>"
    }

    private static func head(_ root: PageRoot, title: String, nonce: String) -> String {
        """
        <!doctype html><html lang="\(PageWords.of(root.language).tag)"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">\
        <title>\(escape(title))</title><meta name="description" content="\(escape(root.description))"><meta name="format-detection" content="telephone=no">\
        <meta name="theme-color" content="\(root.color)"><link rel="icon" href="data:,"><style nonce="\(nonce)">\(PageStyle.css(accent: root.color))</style></head><body>
        """
    }

    private static func script(_ content: PageContent, _ frame: Frame) -> String {
        var out = ""
        if !frame.key.isEmpty {
            out += "<script nonce=\"\(frame.nonce)\">window.lianlu=window.lianlu||[];lianlu.push(['page']);"
            if let experiment = content.experiment, frame.isExposed, !frame.exposureToken.isEmpty {
                let exposure: JSONValue = [
                    "experiment": .string(experiment.key), "variant": .string(frame.variant), "page": .int(frame.page),
                    "pageVersion": .int(frame.version), "token": .string(frame.exposureToken),
                ]
                out += "lianlu.push(['track','$exposure',\(inScript(exposure))]);"
            }
            out +=
                "</script><script nonce=\"\(frame.nonce)\" async src=\"/sdk/lianlu.js\" data-key=\"\(escape(frame.key))\" data-autocapture"
            if let origin = frame.origin { out += " data-origin=\"\(escape(origin))\"" }
            if !content.root.slots.isEmpty { out += " data-slots=\"\(escape(content.root.slots.joined(separator: " ")))\"" }
            out += "></script>"
        }
        return out + "<script nonce=\"\(frame.nonce)\" defer src=\"/sdk/page.js\"></script>"
    }

    /// JSON that cannot end the script element it stands in.
    private static func inScript(_ value: JSONValue) -> String {
        value.text.replacing("<", with: "\\u003c").replacing("\u{2028}", with: "\\u2028").replacing("\u{2029}", with: "\\u2029")
    }

    /// Escaped text with line breaks kept.
    static func lines(_ text: String) -> String { escape(text).replacing("\n", with: "<br>") }
}
