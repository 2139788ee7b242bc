import Testing

@testable import Collect

@Suite struct TextCodingTests {
    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar", "\u{0}\u{FF}ÿ中文"])
    func base64_roundTrips(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.decode(Base64.encode(bytes).utf8) == bytes)
        #expect(Base64.decode(Base64.encode(bytes).filter { $0 != "=" }.utf8) == bytes)
    }

    @Test func base64_takesUrlAlphabetSpacesAndLineEnds() {
        #expect(Base64.decode("-_8=".utf8) == [0xFB, 0xFF])
        #expect(Base64.decode("+/8=".utf8) == [0xFB, 0xFF])
        #expect(Base64.decode(" /8".utf8) == [0xFB, 0xFF])
        #expect(Base64.decode("Zm9v\r\nYmFy".utf8) == Array("foobar".utf8))
        #expect(Base64.decode("Zm9v!".utf8) == nil)
        #expect(Base64.decode("Z".utf8) == nil)
        #expect(Base64.decode("Zg==Zg==".utf8) == nil)
    }

    @Test(arguments: [
        ("a%20b", "a b"), ("a+b", "a b"), ("%E4%B8%AD", "中"), ("100%", "100%"), ("%zz", "%zz"), ("%4", "%4"), ("%%41", "%A"),
        ("%4%41", "%4A"), ("", ""),
    ])
    func percent_decodes(_ text: String, _ expected: String) {
        #expect(String(decoding: Percent.decode(text.utf8), as: UTF8.self) == expected)
    }

    @Test func form_readsFields() {
        let form = FormFields("data=%7B%7D&gzip=1&empty=&flag&a=1=2&&verbose=0".utf8)
        #expect(form.text("data") == "{}")
        #expect(form.flag("gzip"))
        #expect(!form.flag("verbose"))
        #expect(form.bytes("empty") == [])
        #expect(form.text("empty") == nil)
        #expect(form.bytes("flag") == [])
        #expect(form.text("a") == "1=2")
        #expect(form.text("none") == nil)
    }

    @Test func form_isBounded() {
        #expect(FormFields((0..<1000).map { "k\($0)=1" }.joined(separator: "&").utf8).fields.count == FormFields.mostFields)
    }
}
