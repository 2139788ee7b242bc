import Testing
import Vocabulary

@testable import Deliver

@Suite struct TemplateTests {
    private func render(_ text: String, _ values: JSONObject) throws -> (text: String, missing: [String]) {
        var missing: [String] = []
        return (try TemplateText(text).render(values, missing: &missing), missing)
    }

    @Test func variablesAndFilters() throws {
        let values: JSONObject = ["customer": ["name": "李雷", "city": "sh", "spent": 12_345]]
        #expect(try render("{{ customer.name }}好", values).text == "李雷好")
        #expect(try render(#"{{customer.nick|default:"您"}}，{{ customer.city | upcase }}"#, values).text == "您，SH")
        #expect(try render("{{ customer.spent | yuan }}", values).text == "123.45")
        #expect(try render(#"{{ customer.x | default: "a|b" }}"#, values).text == "a|b")
        let missing = try render("{{ customer.nick }}!", values)
        #expect(missing.text == "!" && missing.missing == ["customer.nick"])
        for bad in ["{{ customer.name", "{{ a b }}", "{{ x | run }}", "{{}}"] {
            #expect(throws: LianluError.self) { try TemplateText(bad) }
        }
    }

    @Test func marketingSMSCarryTheOptOut_once() throws {
        var draft = Deliveries.Draft()
        draft.text = "上新"
        #expect(try Deliveries.render(draft, medium: "sms", [:]).text == "上新拒收请回复R")
        draft.text = "上新，拒收请回复R"
        #expect(try Deliveries.render(draft, medium: "sms", [:]).text == "上新，拒收请回复R")
        draft.purpose = .transactional
        draft.text = "验证码"
        #expect(try Deliveries.render(draft, medium: "sms", [:]).text == "验证码")
        #expect(MessageTemplate.segments(String(repeating: "字", count: 70)) == 1)
        #expect(MessageTemplate.segments(String(repeating: "字", count: 71)) == 2)
    }

    @Test func whatCustomersTypedCannotBecomeMarkup() throws {
        var draft = Deliveries.Draft()
        draft.html = "<p>{{ customer.name }}</p>"
        #expect(
            try Deliveries.render(draft, medium: "email", ["customer": ["name": "<script>x</script>"]]).html
                == "<p>&lt;script&gt;x&lt;/script&gt;</p>")
    }
}
