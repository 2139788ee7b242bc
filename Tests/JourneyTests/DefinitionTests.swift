import Audience
import Testing
import Vocabulary

@testable import Journey

@Suite struct DefinitionTests {
    private func read(_ nodes: String, entry: String = #"{"type":"event","event":"x"}"#, more: String = "") throws -> JourneyDefinition {
        try JourneyDefinition(try JSONValue(parsing: #"{"entry":\#(entry)\#(more),"nodes":\#(nodes)}"#))
    }

    @Test(arguments: [
        (#"[{"id":"a","type":"send","template":1,"next":"b"}]"#, "“b”, which is not there"),
        (#"[{"id":"a","type":"exit"},{"id":"b","type":"exit"}]"#, "“b” cannot be reached"),
        (
            #"[{"id":"a","type":"condition","rule":{"tag":"x"},"yes":"b","no":""},{"id":"b","type":"tag","tag":"t","next":"a"}]"#,
            "without any wait"
        ),
        (#"[{"id":"a","type":"send","next":""}]"#, "nodes[0].template"),
        (#"[{"id":"a","type":"wait","minutes":0,"next":""}]"#, "nodes[0].minutes"),
        (#"[{"id":"a","type":"fly"}]"#, "nodes[0].type"), (#"[{"id":"a","type":"exit"},{"id":"a","type":"exit"}]"#, "nodes[1].id"),
        (#"[{"id":"a","type":"wait_until","days":1,"at":"25:00","next":""}]"#, "nodes[0].at"), ("[]", "nodes"),
        (#"[{"id":"a b","type":"exit"}]"#, "A–Z"),
        (#"[{"id":"a","type":"exit"},{"id":"c","type":"condition","rule":{"any":[{"x":1}]}}]"#, "nodes[1].rule.any[0]"),
        (#"[{"id":"a","type":"wait_until","days":1,"at":"09:00","zone":"Mars/Base","next":""}]"#, "nodes[0].zone"),
    ])
    func errorsNameThePlace(nodes: String, words: String) {
        do {
            _ = try read(nodes)
            Issue.record("taken: \(nodes)")
        } catch {
            #expect((error as? LianluError)?.message.contains(words) == true, "\(error)")
        }
    }

    @Test func loopsWithAWaitAreFine() throws {
        let loop = #"[{"id":"a","type":"wait","minutes":5,"next":"b"},{"id":"b","type":"condition","rule":{"tag":"x"},"yes":"","no":"a"}]"#
        #expect(try read(loop).order == ["a", "b"])
    }

    @Test(arguments: [
        (#""cron":"61 10 * * *""#, "entry.cron"), (#""cron":"0 10 * *""#, "entry.cron"), (#""cron":"0 10 30 2 *""#, "entry.cron"),
        (#""cron":"0 10 * * *","zone":"Mars/Base""#, "entry.zone"),
    ])
    func schedulesAreChecked(schedule: String, place: String) {
        let error = #expect(throws: LianluError.self) {
            try read(#"[{"id":"a","type":"exit"}]"#, entry: #"{"type":"schedule",\#(schedule),"rule":{"all":[]}}"#)
        }
        #expect(error?.message.hasPrefix(place) == true && error?.code == .badRequest, "\(String(describing: error))")
    }

    @Test func aLeapDayIsADay() throws {
        _ = try read(#"[{"id":"a","type":"exit"}]"#, entry: #"{"type":"schedule","cron":"0 10 29 2 *","rule":{"all":[]}}"#)
    }

    @Test func scheduleNeedsARule() {
        #expect(throws: LianluError.self) { try read(#"[{"id":"a","type":"exit"}]"#, entry: #"{"type":"schedule","cron":"0 10 * * *"}"#) }
        #expect(throws: LianluError.self) { try read(#"[{"id":"a","type":"exit"}]"#, more: #","holdout":9000"#) }
    }

    /// What the behavioural store cannot ask must not be published: it would hold up every journey.
    @Test func aListNeedsTheOperationIn() {
        func rule(_ op: String) -> String {
            #"{"all":[{"event":"cart","where":[{"property":"name","op":"\#(op)","value":["a","b"]}]}]}"#
        }
        #expect(throws: LianluError.self) { try AudienceRule(parsing: try JSONValue(parsing: rule("eq"))) }
        #expect(throws: Never.self) { try AudienceRule(parsing: try JSONValue(parsing: rule("in"))) }
    }
}
