import Testing
import Vocabulary

@testable import Touchpoint

@Suite struct PageContentTests {
    @Test func starter_andEveryExample_canBePublished() throws {
        #expect(PageContent.problems(BlockCatalogue.starter(title: "茶")) == [])
        for type in PageBlock.types {
            var block = try #require(BlockCatalogue.examples[type]?.object, "\(type)")
            if type == "hero" { #expect(block["title"]?.string?.isEmpty == false) }
            block["id"] = "x"
            block["type"] = .string(type)
            let content: JSONValue = ["schemaVersion": 1, "root": ["title": "t"], "blocks": [.object(block)]]
            #expect(PageContent.problems(content) == [], "\(type)")
            let known = Set((BlockCatalogue.fields[type] ?? []).map(\.name))
            #expect(known.isSuperset(of: block.names.filter { $0 != "id" && $0 != "type" }))
        }
    }

    /// Every field the catalogue calls required is missed by name.
    @Test func problem_namesBlockAndField() throws {
        for type in PageBlock.types {
            for field in BlockCatalogue.fields[type] ?? [] where field.isRequired {
                var block = try #require(BlockCatalogue.examples[type]?.object)
                block["id"] = "here"
                block["type"] = .string(type)
                block[field.name] = nil
                let content: JSONValue = [
                    "schemaVersion": 1, "root": ["title": "t"], "blocks": [["id": "a", "type": "text", "text": "x"], .object(block)],
                ]
                let problems = PageContent.problems(content)
                #expect(
                    problems.map(\.block) == ["here"] && problems.first?.field == field.name && problems.first?.place == "blocks[1]",
                    "\(type).\(field.name)")
            }
        }
    }

    @Test(arguments: [
        ("{}", "root", ""), (#"{"schemaVersion":2,"root":{"title":"t"},"blocks":[]}"#, "root", ""),
        (#"{"schemaVersion":1,"root":{"title":"t"},"blocks":[]}"#, "blocks", ""),
        (#"{"schemaVersion":1,"root":{"title":"t","color":"red"},"blocks":[{"id":"a","type":"text","text":"x"}]}"#, "root", "color"),
        (#"{"schemaVersion":1,"root":{"title":"t","script":"x"},"blocks":[{"id":"a","type":"text","text":"x"}]}"#, "root", "script"),
        (
            #"{"schemaVersion":1,"root":{"title":"t"},"blocks":[{"id":"a","type":"text","text":"x"},{"id":"a","type":"text","text":"y"}]}"#,
            "blocks", ""
        ),
        (#"{"schemaVersion":1,"root":{"title":"t"},"blocks":[{"id":"a b","type":"text","text":"x"}]}"#, "blocks[0]", "id"),
        (#"{"schemaVersion":1,"root":{"title":"t"},"blocks":[{"id":"a","type":"text","text":5}]}"#, "blocks[0]", "text"),
        (
            #"{"schemaVersion":1,"root":{"title":"t"},"blocks":[{"id":"a","type":"faq","items":[{"question":"q","answer":"a","x":1}]}]}"#,
            "blocks[0]", "items[0].x"
        ),
        (
            #"{"schemaVersion":1,"root":{"title":"t"},"blocks":[{"id":"a","type":"text","text":"x"}],"experiment":{"key":"k"}}"#,
            "variantB", ""
        ),
    ])
    func problem_saysWhere(json: String, place: String, field: String) throws {
        let problems = PageContent.problems(try JSONValue(parsing: json))
        #expect(problems.count == 1 && problems[0].place == place && problems[0].field.hasPrefix(field), "\(problems)")
    }

    @Test func consultTargets_areThoseOfTheTrade() {
        for good in [
            "400-800-1234", "+86 138 0013 8000", "https://work.weixin.qq.com/kfid/kfc1", "https://work.weixin.qq.com/ca/cawcde",
            "https://wxaurl.cn/abc",
        ] {
            #expect(SafeURL.isConsult(good), "\(good)")
        }
        for bad in [
            "https://evil.example/work.weixin.qq.com", "http://work.weixin.qq.com/kfid/x", "https://work.weixin.qq.com@evil.example/",
            "javascript:alert(1)",
            "https://work.weixin.qq.com.evil.example/", "tel:110;ext=<x>", "https://work.weixin.qq.com:8443/x", "12", "",
        ] {
            #expect(!SafeURL.isConsult(bad), "\(bad)")
        }
    }

    @Test func webAddresses_areHttpWithoutTricks() {
        for good in ["https://a.example", "http://a.example:8080/x?y=z#w", "https://例子.中国/路径"] { #expect(SafeURL.isWeb(good), "\(good)") }
        for bad in [
            "//a.example", "javascript://a.example/%0aalert(1)", "https://", "https:///x", "https://u@a.example",
            "https://a.example\\@evil.example",
            "https://a.example/\"onload=", "https://a b", "data:text/html,x", "HTTPS//x", "https://a.example/\u{0}",
        ] {
            #expect(!SafeURL.isWeb(bad), "\(bad)")
        }
        #expect(
            SafeURL.isPath("/sale") && !SafeURL.isPath("//evil.example") && !SafeURL.isPath("/\\evil.example") && !SafeURL.isPath("sale"))
        #expect(SafeURL.isImage("/media/abc.png") && !SafeURL.isImage("/media/../key") && !SafeURL.isImage("http://a.example/x.png"))
    }

    @Test func page_isSmall_andCarriesItsNonceEverywhere() throws {
        let content = try PageContent(BlockCatalogue.starter(title: "茶"))
        var frame = PageRenderer.Frame(page: 1, slug: "s", version: 1)
        frame.nonce = "nonceabc"
        frame.key = "lk_b_x"
        let html = PageRenderer.html(content, frame)
        #expect(html.utf8.count < 60_000)
        #expect(BrowserSDK.script.count + BrowserSDK.pageScript.count <= 20 << 10)
        #expect(html.matches(of: /<(script|style)/).count == html.matches(of: /<(script|style) nonce="nonceabc"/).count)
    }
}
