/// Rich text by allow-list: a few tags without attributes (links: `href` to safe addresses only); everything else stays text. What comes out is
/// well-formed HTML whatever went in.
enum RichText {
    private static let block: Set<String> = ["p", "ul", "ol", "li", "h3"]
    private static let inline: Set<String> = ["b", "strong", "i", "em", "u", "s", "a"]

    /// HTML of the text; line breaks outside tags become `<br>`.
    static func html(_ text: String) -> String {
        var out = ""
        var open: [String] = []
        var rest = text[...]
        var plain = ""
        func flush() {
            out += PageRenderer.escape(plain).replacing("\n", with: "<br>")
            plain = ""
        }
        while let character = rest.first {
            guard character == "<", let tag = Tag(rest) else {
                plain.append(character)
                rest.removeFirst()
                continue
            }
            rest = rest[tag.end...]
            guard tag.name == "br" || block.contains(tag.name) || inline.contains(tag.name) else { continue }
            flush()
            if tag.name == "br" {
                out += "<br>"
            } else if tag.isClosing {
                guard let place = open.lastIndex(of: tag.name) else { continue }
                while open.count > place { out += "</\(open.removeLast())>" }
            } else if open.count < 8 {
                // A block inside an inline tag or another paragraph closes those first.
                if block.contains(tag.name) {
                    while let last = open.last, inline.contains(last) || (last == "p" || last == "h3") || (last == "li" && tag.name == "li")
                    {
                        out += "</\(open.removeLast())>"
                    }
                    if tag.name == "li", open.last != "ul", open.last != "ol" { continue }
                }
                if tag.name == "a" {
                    guard let href = tag.href, isSafe(href), !open.contains("a") else { continue }
                    out += "<a href=\"\(PageRenderer.escape(href))\" rel=\"noopener\">"
                } else {
                    out += "<\(tag.name)>"
                }
                open.append(tag.name)
            }
        }
        flush()
        while let last = open.popLast() { out += "</\(last)>" }
        return out
    }

    private static func isSafe(_ href: String) -> Bool {
        SafeURL.isWeb(href) || SafeURL.isPath(href) || (href.hasPrefix("tel:") && SafeURL.isPhone(String(href.dropFirst(4))))
    }

    /// A tag at the start of a text: `<name …>` or `</name>`; nil when the `<` begins none.
    private struct Tag {
        var name = ""
        var isClosing = false
        var href: String?
        var end: Substring.Index

        init?(_ text: Substring) {
            var place = text.index(after: text.startIndex)
            guard place < text.endIndex else { return nil }
            if text[place] == "/" {
                isClosing = true
                place = text.index(after: place)
            }
            while place < text.endIndex, text[place].isASCII, text[place].isLetter || text[place].isNumber, name.count < 20 {
                name.append(Character(text[place].lowercased()))
                place = text.index(after: place)
            }
            guard let first = name.first, first.isLetter, let close = text[place...].prefix(2100).firstIndex(of: ">") else { return nil }
            let attributes = text[place..<close]
            // A letter right behind the name would make it another word ("a<b" is arithmetic, "<bold>" is nobody's tag).
            if let next = attributes.first, next != " ", next != "/", next != "\n", next != "\t" { return nil }
            if name == "a", let start = attributes.firstRange(of: "href=")?.upperBound, start < attributes.endIndex {
                let quote = attributes[start]
                if quote == "\"" || quote == "'" {
                    let value = attributes[attributes.index(after: start)...]
                    href = value.firstIndex(of: quote).map { String(value[..<$0]) }
                } else {
                    href = String(attributes[start...].prefix { $0 != " " })
                }
            }
            end = text.index(after: close)
        }
    }
}
