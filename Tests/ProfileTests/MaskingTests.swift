import Profile
import Testing
import Vocabulary

@Suite struct MaskingTests {
    @Test(arguments: [
        ("13800138000", "138****8000"), ("+85291234567", "+852****4567"), ("0211234567", "02****67"), ("12345", "1****"), ("", "****"),
    ])
    func phone(given: String, expected: String) { #expect(Masking.phone(given) == expected) }

    @Test(arguments: [("anna@example.com", "a***@example.com"), ("@x.com", "***@x.com"), ("nothing", "n***"), ("王@x.cn", "王***@x.cn")])
    func email(given: String, expected: String) { #expect(Masking.email(given) == expected) }

    @Test func identifiersAndTraits() {
        #expect(Masking.value(of: Identifier(.phone, "13800138000")) == "138****8000")
        #expect(Masking.value(of: Identifier(.email, "b@x.cn")) == "b***@x.cn")
        #expect(Masking.value(of: Identifier(.userID, "13800138000")) == "13800138000")
        #expect(Masking.trait("手机号", "13800138000") == "138****8000")
        #expect(Masking.trait("contact", "138-0013-8000") == "138****8000")
        #expect(Masking.trait("contact", 13_800_138_000) == "138****8000")
        #expect(Masking.trait("note", "a@b.cn") == "a***@b.cn")
        #expect(Masking.trait("city", "上海") == "上海")
        #expect(Masking.trait("amount", 12_345_678_901) == 12_345_678_901)
        #expect(Masking.trait("x", ["phones": ["13800138000"]]) == ["phones": ["138****8000"]])
    }
}
