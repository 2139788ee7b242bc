import Testing
import Vocabulary

@Suite struct IdentifierTests {
    @Test(arguments: ["13800138000", "+86 138-0013-8000", "8613800138000", "0086 13800138000", " 138 0013 8000 "])
    func onePhoneHasOneForm(text: String) { #expect(Identifier(.phone, text).normalised().value == "13800138000") }

    @Test(arguments: [("+1 (415) 555-0100", "+14155550100"), ("02165432100", "02165432100"), ("12", "12")])
    func otherNumbersKeepTheirCountry(text: String, value: String) { #expect(Identifier(.phone, text).normalised().value == value) }

    @Test func mailIsLowerCased() { #expect(Identifier(.email, " Li@Example.COM ").normalised().value == "li@example.com") }

    @Test func otherKindsKeepTheirCase() { #expect(Identifier(.userID, " U1 ").normalised().value == "U1") }
}
