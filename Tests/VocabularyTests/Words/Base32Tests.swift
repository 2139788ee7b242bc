import TestKit
import Testing
import Vocabulary

@Suite struct Base32Tests {
    /// RFC 4648 §10, lower case, without padding.
    @Test(arguments: [
        ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"), ("fooba", "mzxw6ytb"), ("foobar", "mzxw6ytboi"),
    ])
    func vectors(plain: String, text: String) {
        #expect(Base32.encode(Array(plain.utf8)) == text)
        #expect(Base32.decode(text.uppercased()) == Array(plain.utf8))
    }

    @Test func refusesOtherLetters() { #expect(Base32.decode("0189") == nil) }
}
