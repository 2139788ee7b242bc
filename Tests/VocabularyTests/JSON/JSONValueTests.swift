import Testing
import Vocabulary

@Suite struct JSONValueTests {
    @Test func literals_andAccess() throws {
        var value: JSONValue = ["name": "小明", "age": 3, "score": 1.5, "ok": true, "none": nil, "list": [1, "two"]]
        #expect(value["name"]?.string == "小明")
        #expect(value["age"]?.int == 3)
        #expect(value["score"]?.double == 1.5)
        #expect(value["none"]?.isNull == true)
        #expect(value["missing"] == nil)
        #expect(value["list"]?[1]?.string == "two")
        #expect(value["list"]?[2] == nil)
        #expect(value["age"]?.plainText == "3")
        guard case .object(var object) = value else { return #expect(Bool(false)) }
        object["age"] = 4
        object["name"] = nil
        object["new"] = "x"
        value = .object(object)
        #expect(value.text == #"{"age":4,"score":1.5,"ok":true,"none":null,"list":[1,"two"],"new":"x"}"#)
    }

    @Test func writer_usesFewestEscapes() {
        let value: JSONValue = ["a\"b": "\u{1}\u{8}\t\n\u{C}\r\\/é😀\u{7F}"]
        #expect(value.text == "{\"a\\\"b\":\"\\u0001\\b\\t\\n\\f\\r\\\\/é😀\u{7F}\"}")
    }

    @Test func doubles_roundTrip() throws {
        for number in [0.1, 1e300, 2.3e-308, -2.5, 1.0 / 3, 1e21, 1.5e19] as [Double] {
            #expect(try JSONValue(parsing: JSONValue.double(number).text).double == number)
        }
        #expect(JSONValue.double(.infinity).text == "null")
    }

    @Test func objects_areEqualInAnyOrder() {
        #expect(["a": 1, "b": 2] as JSONValue == ["b": 2, "a": 1])
        #expect(["a": 1, "b": 2] as JSONValue != ["b": 2, "a": 2])
        #expect(["a": 1] as JSONValue != ["b": 1])
    }

    @Test func errors_sayWhere() {
        #expect(
            throws: LianluError(
                .badRequest, "The body is not valid JSON: unexpected character at byte 5.", hint: "Send RFC 8259 JSON in UTF-8.")
        ) {
            try JSONValue(parsing: #"{"a":x}"#)
        }
    }

    @Test func jsonWriter_concatenates() {
        var out = JSONWriter()
        out.beginObject()
        out.member("a", 1)
        out.member("b", "x" as String?)
        out.member("n", nil as String?)
        out.member("f", true)
        out.key("list")
        out.beginArray()
        out.int(1)
        out.beginObject()
        out.endObject()
        out.raw("[2]".utf8)
        out.endArray()
        out.member("raw", raw: "{}".utf8)
        out.endObject()
        #expect(out.text == #"{"a":1,"b":"x","n":null,"f":true,"list":[1,{},[2]],"raw":{}}"#)
        out.newline()
        out.null()
        #expect(out.text.hasSuffix("}\nnull"))
    }
}
