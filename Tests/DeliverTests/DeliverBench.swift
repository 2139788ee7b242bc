import Identify
import Profile
import Sandbox
import Storage
import TestKit
import Vocabulary

@testable import Deliver

/// Deliveries whose outside is the sandbox: real signatures, real refusals.
struct DeliverBench {
    let room: RoomBench
    let deliveries: Deliveries
    let world: SandboxWorld

    static func with(
        _ engine: OperationalEngine, isLive: @escaping @Sendable (Int64, any SQLTransaction) throws -> Bool = { _, _ in true },
        _ body: (DeliverBench) async throws -> Void
    ) async throws {
        try await RoomBench.with(engine) { room in
            let world = SandboxWorld(clock: room.time.clock)
            let http = HTTPSender { call in
                let path = call.url.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" }
                let parts = path.split(separator: "?", maxSplits: 1)
                let pieces = parts[0].split(separator: "/")
                var headers = ["host": "sandbox"]
                for header in call.headers { headers[header.name.lowercased()] = header.value }
                let query =
                    parts.count > 1
                    ? parts[1].split(separator: "&").map { pair -> (name: String, value: String) in
                        let halves = pair.split(separator: "=", maxSplits: 1)
                        return (String(halves[0]), halves.count > 1 ? (String(halves[1]).removingPercent) : "")
                    } : []
                let request = SandboxRequest(
                    method: call.method, path: "/" + pieces.dropFirst().joined(separator: "/"), query: query, headers: headers,
                    body: call.body)
                guard let answer = await world.answer(String(pieces[0]), request) else { throw OutsideError.unknown("No answer in time.") }
                return HTTPAnswer(answer.status, body: answer.body.bytes)
            }
            let deliveries = Deliveries(
                room.base,
                parts: .init(http: http, mail: MailSender { _, _ in "250 ok" }, isLive: isLive, publicURL: "https://brand.example"))
            try await body(DeliverBench(room: room, deliveries: deliveries, world: world))
        }
    }

    /// An account whose provider is the stand-in.
    func account(_ kind: String, _ platform: String, perMinute: Int64 = 0) async throws -> ChannelAccount {
        var values = Dictionary(uniqueKeysWithValues: world.platform(platform)!.credentials.map { ($0.name, $0.value) })
        values["templateCode"] = nil
        values["baseURL"] = "http://sandbox/\(platform)"
        return try await deliveries.createAccount(kind: kind, name: kind, values: values, perMinute: perMinute)
    }

    func template(_ account: ChannelAccount, purpose: MessageTemplate.Purpose = .marketing, quiet: MessageTemplate.Quiet = .defer)
        async throws -> MessageTemplate
    {
        var draft = Deliveries.Draft()
        draft.name = "t"
        draft.account = account.id
        draft.purpose = purpose
        draft.quiet = quiet
        draft.subject = "您好"
        draft.text = "{{ customer.name | default: \"您\" }}，红包已到账。"
        draft.code = account.kind == "sms_tencent" ? "100001" : "SMS_100001"
        draft.params = [("name", "{{ customer.name | default: \"您\" }}")]
        return try await deliveries.saveTemplate(nil, draft)
    }

    func person(_ number: Int, consent: [String] = ["marketing_sms"], email: Bool = false) async throws -> LeafNumber {
        var identifiers = [Identifier(.userID, "u\(number)"), Identifier(.phone, "1380000\(1000 + number)")]
        if email { identifiers.append(Identifier(.email, "u\(number)@example.com")) }
        return try await room.see("Page", identifiers, commands: consent.map { .consent(purpose: $0, granted: true) }).leaf
    }

    /// Asks for a message and runs what is due for it.
    func send(_ key: String, _ leaf: LeafNumber, _ template: MessageTemplate, run: Int64? = nil) async throws -> Message {
        try await deliveries.execute(SendMessage(key: key, leaf: leaf, template: template.id, cause: "journey:1/run:2/node:send", run: run))
        try await dispatch()
        return try await message(key)
    }

    func dispatch() async throws {
        for job in try await room.jobs(Deliveries.dispatchJob) { try? await deliveries.dispatch(job.payload) }
    }

    func message(_ key: String) async throws -> Message {
        try await room.store.read { tx in try tx.first("SELECT \(Message.columns) FROM message WHERE key = $1", [.text(key)], Message.init)!
        }
    }
}

extension String {
    /// Percent decoding for the bench's addresses.
    var removingPercent: String {
        var out: [UInt8] = []
        var bytes = Array(utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == 0x25, bytes.count >= 2, let value = UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16) {
                out.append(value)
                bytes = bytes.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
