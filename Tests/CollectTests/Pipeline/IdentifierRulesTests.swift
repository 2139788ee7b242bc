import Testing
import Vocabulary

@testable import Collect

@Suite struct IdentifierRulesTests {
    @Test(arguments: [
        "anonymous", "Anonymous", "GUEST", "distinctid", "distinct_id", "id", "not_authenticated", "email", "undefined", "true", "FALSE",
        "[object Object]",
        "NaN", "None", "none", "null", "0", "\"null\"", "'undefined'", "\"Anonymous\"", " ", "", "0000",
        "00000000-0000-0000-0000-000000000000",
    ])
    func illegal(_ value: String) { #expect(IllegalIdentifier.isIllegal(value)) }

    @Test(arguments: [
        "u1", "nan", "nONE", "10", "anonymous1", "13800138000", "a@b.cn", "true-1", "中文", "0f8b1c3e-7d2a-4e5f-9b61-000000000000",
    ])
    func legal(_ value: String) { #expect(!IllegalIdentifier.isIllegal(value)) }

    @Test func kinds_areNames() {
        #expect(IdentifierStep.isKind(.userID))
        #expect(IdentifierStep.isKind(IdentifierKind("crm_id2")))
        for bad in ["", "User", "a-b", "1a", "名", String(repeating: "a", count: 65)] {
            #expect(!IdentifierStep.isKind(IdentifierKind(bad)))
        }
    }

    /// "无" in a phone field must not make one customer of everybody who left it so.
    @Test(arguments: [
        ("phone", "无"), ("phone", "139"), ("phone", "1234567890123456789012"), ("email", "none"), ("email", "@"), ("email", "a@b@c"),
    ])
    func implausible(_ kind: String, _ value: String) { #expect(IllegalIdentifier.isImplausible(Identifier(IdentifierKind(kind), value))) }

    @Test(arguments: [("phone", "13800138000"), ("phone", "+14155550100"), ("email", "a@b.c"), ("user_id", "无")])
    func plausible(_ kind: String, _ value: String) { #expect(!IllegalIdentifier.isImplausible(Identifier(IdentifierKind(kind), value))) }
}
