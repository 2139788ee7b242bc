import Vocabulary

/// Writes the blocks of one page as HTML.
struct BlockWriter {
    let content: PageContent
    let frame: PageRenderer.Frame
    let words: PageWords

    private var formID: String? {
        content.blocks(of: frame.variant).first { if case .form = $0.kind { true } else { false } }?.id
    }

    func html(_ block: PageBlock) -> String {
        switch block.kind {
        case .hero(let title, let subtitle, let image, let button):
            var out = "<section class=\"hero\(image.isEmpty ? "" : " pictured")\">"
            if !image.isEmpty { out += "<img src=\"\(escape(image))\" alt=\"\" fetchpriority=\"high\">" }
            out += "<div><h1>\(escape(title))</h1>"
            if !subtitle.isEmpty { out += "<p>\(PageRenderer.lines(subtitle))</p>" }
            if !button.isEmpty, let formID {
                out += "<a class=\"button\" href=\"#\(escape(formID))\" data-lianlu=\"hero\">\(escape(button))</a>"
            }
            return out + "</div></section>"
        case .text(let title, let text): return "<section class=\"rich\">\(headline(title))<div>\(RichText.html(text))</div></section>"
        case .image(let url, let alt):
            return "<section class=\"bare\"><img src=\"\(escape(url))\" alt=\"\(escape(alt))\" loading=\"lazy\"></section>"
        case .video(let url, let poster, let title):
            return "<section>\(headline(title))<video controls playsinline preload=\"none\" src=\"\(escape(url))\""
                + (poster.isEmpty ? "" : " poster=\"\(escape(poster))\"")
                + " aria-label=\"\(escape(title.isEmpty ? words.video : title))\"></video></section>"
        case .features(let title, let items):
            return "<section class=\"features\">\(headline(title))<ul>"
                + items.map { item in
                    "<li>"
                        + (item.image.isEmpty
                            ? "<i aria-hidden=\"true\"></i>" : "<img src=\"\(escape(item.image))\" alt=\"\" loading=\"lazy\">")
                        + "<div><b>\(escape(item.title))</b>" + (item.text.isEmpty ? "" : "<span>\(PageRenderer.lines(item.text))</span>")
                        + "</div></li>"
                }.joined() + "</ul></section>"
        case .phone(let label, let number):
            return
                "<section class=\"act\"><a class=\"button line\" data-lianlu=\"phone\" href=\"\(escape(dial(number)))\">\(escape(label))</a></section>"
        case .consult(let label, let target):
            return
                "<section class=\"act\"><a class=\"button line\" rel=\"noopener\" data-lianlu=\"consult\" href=\"\(escape(address(target)))\">\(escape(label))</a></section>"
        case .faq(let title, let items):
            return "<section class=\"faq\">\(headline(title))"
                + items.map { "<details><summary>\(escape($0.question))</summary><p>\(PageRenderer.lines($0.answer))</p></details>" }
                .joined()
                + "</section>"
        case .countdown(let title, let until, let over):
            return "<section class=\"count\" data-until=\"\(until)\" data-over=\"\(escape(over))\" data-days=\"\(escape(words.days))\">"
                + (title.isEmpty ? "" : "<p>\(escape(title))</p>")
                + "<time>\(escape(ISO8601.format(Instant(milliseconds: until)).prefix(10).description))</time></section>"
        case .bar(let label, let target, let note):
            let href = target == "form" ? "#" + (formID ?? "") : address(target)
            return "<div class=\"bar\">" + (note.isEmpty ? "" : "<span>\(escape(note))</span>")
                + "<a class=\"button\" rel=\"noopener\" data-lianlu=\"bar\" href=\"\(escape(href))\">\(escape(label))</a></div>"
        case .form(let form): return html(form, id: block.id)
        case .broken(let message): return "<section class=\"broken\">\(escape(message))</section>"
        }
    }

    private func html(_ form: PageForm, id: String) -> String {
        var out = "<section class=\"form\" id=\"\(escape(id))\">\(headline(form.title))"
        let isMine = frame.values["_form"] == nil || frame.values["_form"] == id
        if !frame.problem.isEmpty, isMine { out += "<p class=\"problem\" role=\"alert\">\(escape(frame.problem))</p>" }
        let action = frame.isPreview ? "#" : "/p/\(escape(frame.slug))/form"
        out += "<form method=\"post\" action=\"\(action)\" accept-charset=\"utf-8\">"
        out += hidden("_token", frame.token) + hidden("_form", id)
        // A field no person sees: whoever fills it is a machine.
        out +=
            "<div class=\"hp\" aria-hidden=\"true\"><label>网址<input name=\"_website\" tabindex=\"-1\" autocomplete=\"off\"></label></div>"
        for field in form.fields { out += html(field, isMine ? frame.values["f_" + field.name] ?? "" : "") }
        out += box("_consent", form.consent, required: true)
        if !form.marketing.isEmpty { out += box("_marketing", form.marketing, required: false) }
        return out + "<button class=\"button\"\(frame.isPreview ? " type=\"button\"" : "")>\(escape(form.submit))</button></form></section>"
    }

    private func html(_ field: PageForm.Field, _ value: String) -> String {
        let isNeeded = field.isRequired || field.kind == .phone
        let need = isNeeded ? " required" : ""
        let name = "name=\"f_\(escape(field.name))\""
        var out = "<label><span>\(escape(field.label))\(isNeeded ? "" : " <small>\(escape(words.optional))</small>")</span>"
        let typed = value.isEmpty ? "" : " value=\"\(escape(value))\""
        switch field.kind {
        case .phone:
            out +=
                "<input \(name) type=\"tel\" inputmode=\"tel\" autocomplete=\"tel\" maxlength=\"20\" placeholder=\"\(escape(words.phoneHint))\"\(typed)\(need)>"
        case .name: out += "<input \(name) autocomplete=\"name\" maxlength=\"40\"\(typed)\(need)>"
        case .text: out += "<input \(name) maxlength=\"200\"\(typed)\(need)>"
        case .select:
            out += "<select \(name)\(need)><option value=\"\">\(escape(words.choose))</option>"
            out += field.options.map { "<option\($0 == value ? " selected" : "")>\(escape($0))</option>" }.joined() + "</select>"
        }
        return out + "</label>"
    }

    private func box(_ name: String, _ text: String, required: Bool) -> String {
        let ticked = frame.values[name] == "1" ? " checked" : ""
        return
            "<label class=\"consent\"><input type=\"checkbox\" name=\"\(name)\" value=\"1\"\(ticked)\(required ? " required" : "")><span>\(PageRenderer.lines(text))</span></label>"
    }

    private func hidden(_ name: String, _ value: String) -> String { "<input type=\"hidden\" name=\"\(name)\" value=\"\(escape(value))\">" }

    private func headline(_ title: String) -> String { title.isEmpty ? "" : "<h2>\(escape(title))</h2>" }

    private func address(_ target: String) -> String { SafeURL.isPhone(target) ? dial(target) : target }

    private func dial(_ number: String) -> String { "tel:" + number.filter { $0 != " " } }

    private func escape(_ text: String) -> String { PageRenderer.escape(text) }
}
