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
        /// The token of its forms; "" in previews.
        public var token = ""
        /// The browser key of landing pages; "" in previews.
        public var key = ""
        /// Nonce of the script.
        public var nonce = ""
        /// Said above the form after something was wrong.
        public var problem = ""
        /// Language of the fixed texts.
        public var language = "zh-Hans"

        /// A frame for that page.
        public init(page: Int64, slug: String, version: Int64) {
            self.page = page
            self.slug = slug
            self.version = version
        }
    }

    /// Escapes text for HTML.
    public static func escape(_ text: String) -> String {
        var out = ""
        out.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// The whole document.
    public static func html(_ content: PageContent, _ frame: Frame) -> String {
        var out = head(title: content.title, description: content.description, color: content.color)
        out += "<main>"
        for block in content.blocks(of: frame.variant) { out += html(block, content, frame) }
        out += "</main>"
        out += script(content, frame)
        return out + "</body></html>"
    }

    /// The page after a form was sent.
    public static func thanks(_ text: String, _ content: PageContent, back: String) -> String {
        head(title: content.title, description: "", color: content.color)
            + "<main><section class=\"done\"><div class=\"tick\" aria-hidden=\"true\">✓</div><h1>\(paragraphs(text))</h1>"
            + "<p><a href=\"\(escape(back))\">返回</a></p></section></main></body></html>"
    }

    private static func head(title: String, description: String, color: String) -> String {
        """
        <!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">\
        <title>\(escape(title))</title><meta name="description" content="\(escape(description))"><meta name="format-detection" content="telephone=no">\
        <style>\(PageStyle.css.replacing("$accent", with: color))</style></head><body>
        """
    }

    private static func html(_ block: PageBlock, _ content: PageContent, _ frame: Frame) -> String {
        switch block.kind {
        case .hero(let title, let subtitle, let image, let button):
            let form = content.blocks(of: frame.variant).first { if case .form = $0.kind { true } else { false } }
            var out = "<section class=\"hero\(image.isEmpty ? "" : " pictured")\">"
            if !image.isEmpty { out += "<img src=\"\(escape(image))\" alt=\"\" fetchpriority=\"high\">" }
            out += "<div><h1>\(escape(title))</h1>"
            if !subtitle.isEmpty { out += "<p>\(paragraphs(subtitle))</p>" }
            if !button.isEmpty, let form { out += "<a class=\"button\" href=\"#\(form.id)\" data-lianlu=\"hero\">\(escape(button))</a>" }
            return out + "</div></section>"
        case .text(let title, let text):
            return "<section>" + (title.isEmpty ? "" : "<h2>\(escape(title))</h2>") + "<p>\(paragraphs(text))</p></section>"
        case .image(let url, let alt):
            return "<section class=\"bare\"><img src=\"\(escape(url))\" alt=\"\(escape(alt))\" loading=\"lazy\"></section>"
        case .phone(let label, let number):
            return
                "<section class=\"act\"><a class=\"button line\" data-lianlu=\"phone\" href=\"tel:\(escape(number.filter { $0 != " " }))\">\(escape(label))</a></section>"
        case .consult(let label, let target):
            let href = SafeURL.isPhone(target) ? "tel:" + target.filter { $0 != " " } : target
            return
                "<section class=\"act\"><a class=\"button\" rel=\"noopener\" data-lianlu=\"consult\" href=\"\(escape(href))\">\(escape(label))</a></section>"
        case .faq(let title, let items):
            return "<section class=\"faq\">" + (title.isEmpty ? "" : "<h2>\(escape(title))</h2>")
                + items.map { "<details><summary>\(escape($0.question))</summary><p>\(paragraphs($0.answer))</p></details>" }.joined()
                + "</section>"
        case .form(let form): return html(form, id: block.id, frame)
        }
    }

    private static func html(_ form: PageForm, id: String, _ frame: Frame) -> String {
        var out = "<section class=\"form\" id=\"\(escape(id))\">" + (form.title.isEmpty ? "" : "<h2>\(escape(form.title))</h2>")
        if !frame.problem.isEmpty { out += "<p class=\"problem\" role=\"alert\">\(escape(frame.problem))</p>" }
        out += "<form method=\"post\" action=\"/p/\(escape(frame.slug))/form\" accept-charset=\"utf-8\">"
        out +=
            "<input type=\"hidden\" name=\"_token\" value=\"\(escape(frame.token))\"><input type=\"hidden\" name=\"_form\" value=\"\(escape(id))\">"
        // A field no person sees: whoever fills it is a machine.
        out += "<label class=\"hp\" aria-hidden=\"true\">网址<input name=\"_website\" tabindex=\"-1\" autocomplete=\"off\"></label>"
        for field in form.fields {
            let need = field.isRequired || field.kind == .phone ? " required" : ""
            let name = "name=\"f_\(escape(field.name))\""
            out += "<label><span>\(escape(field.label))</span>"
            switch field.kind {
            case .phone:
                out += "<input \(name) type=\"tel\" inputmode=\"tel\" autocomplete=\"tel\" maxlength=\"20\" placeholder=\"11 位手机号\"\(need)>"
            case .name: out += "<input \(name) autocomplete=\"name\" maxlength=\"40\"\(need)>"
            case .text: out += "<input \(name) maxlength=\"200\"\(need)>"
            case .select:
                out += "<select \(name)\(need)><option value=\"\">请选择</option>"
                out += field.options.map { "<option>\(escape($0))</option>" }.joined() + "</select>"
            }
            out += "</label>"
        }
        out +=
            "<label class=\"consent\"><input type=\"checkbox\" name=\"_consent\" value=\"1\" required><span>\(paragraphs(form.consent))</span></label>"
        return out + "<button class=\"button\">\(escape(form.submit))</button></form></section>"
    }

    private static func script(_ content: PageContent, _ frame: Frame) -> String {
        guard !frame.key.isEmpty else { return "" }
        var out = "<script nonce=\"\(frame.nonce)\">window.lianlu=window.lianlu||[];lianlu.push(['page']);"
        if let experiment = content.experiment, frame.isExposed {
            let exposure: JSONValue = [
                "experiment": .string(experiment.key), "variant": .string(frame.variant), "page": .int(frame.page),
                "pageVersion": .int(frame.version),
            ]
            out += "lianlu.push(['track','$exposure',\(inScript(exposure))]);"
        }
        out +=
            "</script><script nonce=\"\(frame.nonce)\" async src=\"/sdk/lianlu.js\" data-key=\"\(escape(frame.key))\" data-autocapture></script>"
        return out
    }

    /// JSON that cannot end the script element it stands in.
    private static func inScript(_ value: JSONValue) -> String {
        value.text.replacing("<", with: "\\u003c").replacing("\u{2028}", with: "\\u2028").replacing("\u{2029}", with: "\\u2029")
    }

    /// Escaped text with line breaks kept.
    private static func paragraphs(_ text: String) -> String { escape(text).replacing("\n", with: "<br>") }
}
