import TestKit
import Testing

@testable import Touchpoint

@Suite struct RichTextTests {
    @Test(arguments: [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"), ("一\n二", "一<br>二"), ("<b>x</b>", "<b>x</b>"), ("<B onclick=\"x\">x</B>", "<b>x</b>"),
        ("<script>alert(1)</script>", "alert(1)"), ("<a href=\"javascript:x\">t</a>", "t"),
        ("<a href='https://a.example/?q=1&r=2'>t</a>", "<a href=\"https://a.example/?q=1&amp;r=2\" rel=\"noopener\">t</a>"),
        ("<a href=\"tel:400-1\">t</a>", "<a href=\"tel:400-1\" rel=\"noopener\">t</a>"), ("<b>x", "<b>x</b>"), ("x</b>", "x"),
        ("<b><i>x</b>y</i>", "<b><i>x</i></b>y"), ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<li>a", "a"), ("<b><p>x</p></b>", "<b></b><p>x</p>"), ("<", "&lt;"), ("<b", "&lt;b"), ("<bold>x", "x"),
        ("<img src=x onerror=y>z", "z"),
        ("a<br/>b", "a<br>b"), ("<<b>>x", "&lt;<b>&gt;x</b>"),
    ])
    func html_isByAllowList(text: String, expected: String) { #expect(RichText.html(text) == expected) }

    /// Whatever goes in: tags of the list only, balanced, attributes of links only.
    @Test func anything_becomesWellFormed() {
        let pieces = [
            "<b>", "</b>", "<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>", "<a href=\"https://a.example\">", "<a href=javascript:x>",
            "</a>", "<script>",
            "</script>", "<img src=x onerror=y>", "<", ">", "\"", "'", "&", "x", "\n", "<b onclick=y>", "<svg/onload=y>", "</", "<!--",
            "-->", "<h3>", "</h3>",
        ]
        var generator = SeededGenerator(seed: 42)
        for round in 0..<3_000 {
            let text = (0..<Int.random(in: 1...14, using: &generator)).map { _ in pieces.randomElement(using: &generator)! }.joined()
            let html = RichText.html(text)
            var open: [Substring] = []
            for tag in html.matches(of: /<(\/?)([a-z0-9]+)([^>]*)>/) {
                let (_, closing, name, rest) = tag.output
                #expect(
                    ["b", "strong", "i", "em", "u", "s", "a", "p", "ul", "ol", "li", "h3", "br"].contains(String(name)), "\(round): \(text)"
                )
                #expect(
                    rest.isEmpty || (name == "a" && rest == " href=\"https://a.example\" rel=\"noopener\""), "\(round): \(text) → \(html)")
                if name == "br" { continue }
                if closing.isEmpty { open.append(name) } else { #expect(open.popLast() == name, "\(round): \(text) → \(html)") }
            }
            #expect(open.isEmpty, "\(round): \(text) → \(html)")
            let rest = html.replacing(/<\/?[a-z0-9]+[^>]*>/, with: "")
            #expect(!rest.contains("<") && !rest.contains("\""), "\(round): \(text) → \(html)")
        }
    }
}
