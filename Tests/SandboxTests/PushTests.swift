import Sandbox
import Synchronization
import Testing
import Vocabulary

@Suite struct PushTests {
    /// What was pushed.
    private final class Box: Sendable {
        let calls = Mutex<[HTTPCall]>([])
        let refusals = Mutex(0)
        func take(_ call: HTTPCall) -> HTTPAnswer {
            calls.withLock { $0.append(call) }
            let refuses = refusals.withLock { left in
                defer { left = max(0, left - 1) }
                return left > 0
            }
            return refuses ? HTTPAnswer(503) : HTTPAnswer(200, body: Array(#"{"code":0,"result":0}"#.utf8))
        }
        func wait(for count: Int) async throws -> [HTTPCall] {
            for _ in 0..<200 {
                let found = calls.withLock { $0 }
                if found.count >= count { return found }
                try await Task.sleep(for: .milliseconds(10))
            }
            return calls.withLock { $0 }
        }
    }

    /// A platform that takes whatever comes, in the form of Aliyun's answer.
    private struct Lenient: SandboxPushes {
        let inner = AliyunSMSStandIn()
        var name: String { inner.name }
        var title: String { inner.title }
        var credentials: [(name: String, value: String)] { inner.credentials }
        var revoked: SandboxAnswer { inner.revoked }
        var throttled: SandboxAnswer { inner.throttled }
        func answer(_ request: SandboxRequest, at now: Instant) -> SandboxAnswer {
            SandboxAnswer(
                200, ["Code": "OK", "BizId": "9^0"], accepted: true, summary: ["phone": "13800138000,13900139000", "outId": "m1"])
        }
        func receipts(of request: SandboxRequest, _ answer: SandboxAnswer, at now: Instant) -> [JSONValue] {
            inner.receipts(of: request, answer, at: now)
        }
        func reply(from phone: String, _ text: String, at now: Instant) -> JSONValue { inner.reply(from: phone, text, at: now) }
        func isTaken(_ answer: JSONValue?) -> Bool { inner.isTaken(answer) }
    }

    private static let clock = WallClock { Instant(milliseconds: 1_795_406_400_000) }

    private func world(_ box: Box, found: String? = "http://here/hooks/messages/1/SECRET") -> SandboxWorld {
        SandboxWorld(
            clock: Self.clock, platforms: [Lenient(), TencentSMSStandIn(), WeComRobotStandIn()], sender: HTTPSender { box.take($0) },
            pushDelay: .milliseconds(5), findAddress: { _ in found })
    }

    @Test func aReceiptComesByItself_andAgainUntilItIsTaken() async throws {
        let box = Box()
        box.refusals.withLock { $0 = 1 }
        let world = world(box)
        _ = await world.answer("aliyun_sms", SandboxRequest(method: "POST", path: "/"))
        let calls = try await box.wait(for: 2)
        #expect(calls.count == 2 && calls.allSatisfy { $0.url == "http://here/hooks/messages/1/SECRET" })
        let body = try JSONValue(parsing: calls[1].body)
        #expect(body.array?.map { $0["phone_number"]?.string } == ["13800138000", "13900139000"])
        #expect(body[0]?["success"] == true && body[0]?["biz_id"] == "9^0" && body[0]?["out_id"] == "m1")
        try await Task.sleep(for: .milliseconds(30))
        let log = world.log(of: "aliyun_sms")
        #expect(log.map(\.isPush) == [true, true, false] && log.map(\.isAccepted) == [true, false, true])
        #expect(log[0].call == "POST http://here/hooks/messages/1/••••" && log[0].summary["push"] == "receipt")
        #expect(world.counts(of: "aliyun_sms").accepted == 1, "pushes are not what it received")
    }

    @Test func aCustomerAnswers() async throws {
        let box = Box()
        let world = world(box, found: nil)
        let homeless = await #expect(throws: LianluError.self) { _ = try await world.reply("tencent_sms", from: "13800138000", text: "R") }
        #expect(homeless?.code == .conflict)
        #expect(throws: LianluError.self) { try world.setAddress("ftp://x", of: "tencent_sms") }
        try world.setAddress("http://there/hooks/messages/2/S", of: "tencent_sms")
        let push = try await world.reply("tencent_sms", from: "13800138000", text: "R")
        #expect(push.isTaken && push.status == 200)
        let call = try #require(try await box.wait(for: 1).first)
        let body = try JSONValue(parsing: call.body)
        #expect(call.url == "http://there/hooks/messages/2/S" && body["mobile"] == "13800138000" && body["text"] == "R")
        let nothing = await #expect(throws: LianluError.self) { _ = try await world.reply("wecom_robot", from: "1", text: "R") }
        #expect(nothing?.code == .notFound)
    }

    @Test func theCallIsKeptWithoutItsSecrets() async throws {
        let request = SandboxRequest(
            method: "POST", path: "/", query: [("access_token", "abc"), ("page", "2"), ("key", "k")],
            headers: [
                "authorization": "TC3-HMAC-SHA256 Credential=sandbox-id/x, Signature=y", "access-token": "abc",
                "content-type": "application/json",
                "x-tc-action": "SendSms",
            ], body: Array(#"{"a":1,"token":"abc","list":[{"appSecret":"s","phone":"13800138000"}]}"#.utf8))
        let record = SandboxRecord(request)
        #expect(record.query.map(\.value) == ["••••", "2", "••••"])
        #expect(record.headers.map(\.value) == ["••••", "TC3-HMAC-SHA256 ••••", "application/json", "SendSms"])
        #expect(record.body == #"{"a":1,"token":"••••","list":[{"appSecret":"••••","phone":"13800138000"}]}"#)
        let form = SandboxRecord(
            SandboxRequest(
                method: "POST", path: "/", headers: ["content-type": "application/x-www-form-urlencoded"],
                body: Array("PhoneNumbers=138&AccessKeyId=ak&Signature=x%3D".utf8)))
        #expect(form.body == "PhoneNumbers=138&AccessKeyId=••••&Signature=••••")
        let long = SandboxRecord(SandboxRequest(method: "POST", path: "/", body: Array(String(repeating: "字", count: 20_000).utf8)))
        #expect(long.bodyBytes == 60_000 && long.body.utf8.count <= SandboxRecord.mostBody && long.body.allSatisfy { $0 == "字" })
        let world = SandboxWorld(clock: Self.clock)
        _ = await world.answer("wecom_robot", request)
        #expect(world.log(of: "wecom_robot").first?.request == record)
    }
}
