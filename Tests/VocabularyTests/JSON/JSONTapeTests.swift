import Testing
import Vocabulary

@Suite struct JSONTapeTests {
    private func tape(_ text: String) throws -> JSONTape { try JSONTape(Array(text.utf8)) }

    @Test func members_areFoundInOrder() throws {
        let tape = try tape(#"{"a":{"x":[1,2]},"b":[{"c":3},4],"d":"e"}"#)
        var keys: [String] = []
        var member = tape.firstMember(of: 0)
        while let key = member {
            keys.append(tape.string(key) ?? "")
            member = tape.member(after: key, in: 0)
        }
        #expect(keys == ["a", "b", "d"])
        let list = try #require(tape.value(of: "b", in: 0))
        let first = try #require(tape.firstElement(of: list))
        let second = try #require(tape.element(after: first, in: list))
        #expect(tape.integer(second) == 4)
        #expect(tape.element(after: second, in: list) == nil)
        #expect(tape.count(0) == 3)
        #expect(tape.count(list) == 2)
        #expect(tape.count(second) == 0)
    }

    @Test func emptyContainers_haveNothing() throws {
        let tape = try tape(#"{"a":{},"b":[]}"#)
        let object = try #require(tape.value(of: "a", in: 0))
        let list = try #require(tape.value(of: "b", in: 0))
        #expect(tape.firstMember(of: object) == nil)
        #expect(tape.firstElement(of: list) == nil)
        #expect(tape.firstElement(of: object) == nil)
        #expect(tape.firstMember(of: list) == nil)
    }

    @Test func duplicateKeys_lastWins() throws {
        let tape = try tape(#"{"a":1,"b":2,"a":3}"#)
        #expect(tape.value(of: "a", in: 0).flatMap(tape.integer) == 3)
        #expect(tape.value(0) == ["a": 3, "b": 2])
        #expect(tape.value(0).text == #"{"a":3,"b":2}"#)
    }

    @Test func escapedKeys_matchTheirText() throws {
        let tape = try tape(#"{"\u0065vent":"x","e\nv":1}"#)
        #expect(tape.value(of: "event", in: 0).flatMap(tape.string) == "x")
        #expect(tape.value(of: "e\nv", in: 0).flatMap(tape.integer) == 1)
        #expect(tape.value(of: "even", in: 0) == nil)
    }

    @Test func numbers_keepTheirKind() throws {
        let tape = try tape(#"[9223372036854775807,-9223372036854775808,9223372036854775808,1.0,1.5,1e3,-0.0,0.1,123456789.123]"#)
        let values = try #require(tape.value(0).array)
        #expect(values[0] == .int(.max))
        #expect(values[1] == .int(.min))
        #expect(values[2] == .double(9_223_372_036_854_775_808))
        #expect(values[3] == .double(1))
        #expect(values[3].int == 1)
        #expect(values[4].int == nil)
        #expect(values[5].int == 1000)
        #expect(values[7].double == 0.1)
        #expect(values[8].double == 123456789.123)
    }

    @Test func raw_isTheTextAsSent() throws {
        let tape = try tape(#"{"a": {"b" : 1.50} , "s":"x\ny"}"#)
        #expect(String(decoding: tape.raw(try #require(tape.value(of: "a", in: 0))), as: UTF8.self) == #"{"b" : 1.50}"#)
        #expect(String(decoding: tape.raw(try #require(tape.value(of: "s", in: 0))), as: UTF8.self) == #""x\ny""#)
    }

    @Test func text_ofIdsSentAsNumbers() throws {
        let tape = try tape(#"[12,true,null,"x",{"a":1}]"#)
        let list = tape.value(0).array ?? []
        #expect(list.count == 5)
        #expect((1...4).map(tape.text) == ["12", "true", nil, "x"])
        #expect(tape.text(5) == #"{"a":1}"#)
    }
}
