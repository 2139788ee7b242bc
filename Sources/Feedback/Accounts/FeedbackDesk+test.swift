import Profile
import Storage
import Vocabulary

extension FeedbackDesk {
    /// Sends a test action as real ones are sent, under an id of its own; nothing is stored. Returns what the platform said and what was sent.
    public func test(_ id: Int64, clickID: String) async throws -> (result: FeedbackResult, request: String, milliseconds: Int64) {
        let account = try await account(id)
        guard let platform = AdPlatforms.named(account.platform), let row = platform.standardMapping.first else {
            throw Self.missing("ad account", id)
        }
        if !platform.dedupes, clickID.isEmpty {
            throw LianluError(
                .badRequest, "\(platform.names.en) has no check of its own.",
                hint: "Click one of your own ads and give the click id of its landing address.")
        }
        let now = base.clock.now
        let conversion = Conversion(testing: account, event: row.event, clickID: clickID.isEmpty ? "lianlu-test" : clickID, at: now)
        let token = try await base.secrets.read("ads.\(id).token")?.reveal() ?? ""
        let call = platform.call(conversion, account, token: token, phoneHash: nil, now: now, nonce: base.entropy.token(bits: 120))
        let result: FeedbackResult
        do {
            result = platform.read(try await http.send(call))
        } catch let error as OutsideError {
            result = .unknown(error.message)
        }
        return (result, String(decoding: call.body, as: UTF8.self), base.clock.now.since(now))
    }
}

extension Conversion {
    init(testing account: AdAccount, event: String, clickID: String, at now: Instant) {
        id = 0
        leaf = LeafNumber(0)
        self.account = account.id
        platform = account.platform
        stage = .formSubmitted
        self.event = event
        stageEvent = "test:\(now.milliseconds)"
        occurredAt = now
        dueAt = now
        sentAt = nil
        state = .sending
        reason = ""
        self.clickID = clickID
        clickAt = now
        amountFen = nil
        attempts = 1
        mappingVersion = 0
        unit = .none
        request = ""
        response = ""
        createdAt = now
        updatedAt = now
    }
}
