import Audience
import Testing
import Vocabulary

@Suite struct RuleTests {
    private func rule(_ text: String) throws -> AudienceRule { try AudienceRule(parsing: try JSONValue(parsing: text)) }

    private var facts: CustomerFacts {
        var facts = CustomerFacts(now: Instant(milliseconds: 1_000_000_000))
        facts.traits = ["city": "上海", "age": 31, "likes": ["茶", "跑步"]]
        facts.tags = [("高频付费", "价值")]
        facts.consent = ["marketing_sms": true, "profiling": false]
        facts.kinds = ["phone"]
        facts.channels = [.h5]
        facts.orders = [(Instant(milliseconds: 999_000_000), 5_000), (Instant(milliseconds: 1_000), 7_000)]
        return facts
    }

    @Test(arguments: [
        (#"{"trait":"city","op":"eq","value":"上海"}"#, true), (#"{"trait":"city","op":"in","value":["北京","上海"]}"#, true),
        (#"{"trait":"age","op":"gte","value":31}"#, true), (#"{"trait":"age","op":"gt","value":100}"#, false),
        (#"{"trait":"likes","op":"contains","value":"茶"}"#, true), (#"{"trait":"none","op":"not_exists"}"#, true),
        (#"{"trait":"none","op":"ne","value":"x"}"#, true), (#"{"tag":"高频付费"}"#, true), (#"{"tag":"高频付费","group":"别的"}"#, false),
        (#"{"consent":"marketing_sms"}"#, true), (#"{"consent":"profiling"}"#, false), (#"{"identifier":"phone"}"#, true),
        (#"{"channel":"h5"}"#, true), (#"{"channel":"wecom"}"#, false), (#"{"orders":"count","op":"gte","value":2}"#, true),
        (#"{"orders":"count","op":"eq","value":1,"within":"1h"}"#, true), (#"{"orders":"sumFen","op":"eq","value":12000}"#, true),
        (#"{"all":[]}"#, true), (#"{"any":[]}"#, false), (#"{"not":{"tag":"x"}}"#, true),
        (#"{"all":[{"tag":"高频付费"},{"not":{"trait":"city","op":"eq","value":"北京"}}]}"#, true),
    ])
    func holds(text: String, expected: Bool) throws {
        let rule = try rule(text)
        #expect(rule.matches(facts) == expected)
        #expect(rule.explain(facts)["held"]?.bool == expected)
        #expect(try AudienceRule(parsing: rule.json) == rule)
    }

    @Test func eventsAreCounted() throws {
        let rule = try rule(
            #"{"all":[{"event":"Add to Cart","op":"gte","count":2,"within":"30m","where":[{"property":"price","op":"gt","value":100}]}]}"#)
        let condition = try #require(rule.events.first)
        #expect(condition.within == 1_800_000 && condition.conditions.count == 1)
        var facts = facts
        #expect(!rule.matches(facts))
        facts.counts[condition] = 2
        #expect(rule.matches(facts))
        #expect(rule.explain(facts)["all"]?[0]?["found"]?.int == 2)
    }

    @Test(arguments: [
        (#"{"all":[{"tag":"a"},{"event":"x","within":"soon"}]}"#, "rule.all[1].within"), (#"{"any":[{}]}"#, "rule.any[0]"),
        (#"{"trait":"a","op":"like","value":"b"}"#, "rule.op"), (#"{"trait":"a"}"#, "rule.value"),
        (#"{"channel":"radio"}"#, "rule.channel"), ("[]", "rule"),
    ])
    func errorsNameThePlace(text: String, place: String) {
        do {
            _ = try rule(text)
            Issue.record("taken: \(text)")
        } catch {
            #expect((error as? LianluError)?.message.contains(place) == true, "\(error)")
        }
    }

    @Test func tooLarge_saysWhere() throws {
        let big = JSONValue.object(["trait": "a", "value": .string(String(repeating: "x", count: 100_001))])
        let error = #expect(throws: LianluError.self) { try AudienceRule(parsing: big, at: "nodes[3].rule") }
        #expect(error?.code == .tooLarge && error?.message.hasPrefix("nodes[3].rule") == true)
    }

    @Test func nestingIsBounded() {
        let deep = String(repeating: #"{"not":"#, count: 20) + #"{"tag":"a"}"# + String(repeating: "}", count: 20)
        #expect(throws: LianluError.self) { try rule(deep) }
    }
}
