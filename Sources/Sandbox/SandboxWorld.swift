import Synchronization
public import Vocabulary

/// Stand-ins of the outside platforms: they check what the real ones check, keep what they received for the page that shows it, push receipts and answers
/// where the real ones do, and can be told to fail.
public final class SandboxWorld: Sendable {
    /// What a platform received once, or pushed.
    public struct Entry: Sendable {
        /// Its number, rising.
        public var id: Int
        /// When.
        public var at: Instant
        /// Method and path.
        public var call: String
        /// HTTP status of the answer.
        public var status: Int
        /// Whether the platform took it.
        public var isAccepted: Bool
        /// What it received, in short.
        public var summary: JSONObject
        /// What it answered; of a push, what the other side answered.
        public var answer: JSONValue
        /// The call itself, secrets hidden.
        public var request: SandboxRecord
        /// Whether the platform made the call itself: a receipt or a customer's answer.
        public var isPush: Bool
    }

    private struct State {
        var next = 1
        var faults: [String: SandboxFault] = [:]
        var log: [String: [Entry]] = [:]
        var accepted: [String: Int] = [:]
        var refused: [String: Int] = [:]
        var addresses: [String: String] = [:]

        mutating func add(_ entry: Entry, of name: String) {
            log[name, default: []].append(entry)
            next += 1
            if log[name]!.count > SandboxWorld.most { log[name]!.removeFirst(log[name]!.count - SandboxWorld.most) }
        }
    }

    /// Entries kept per platform, what it pushed among them.
    static let most = 500

    /// Every platform, in the order of the page.
    public let platforms: [any SandboxPlatform]
    let clock: WallClock
    let pushDelay: Duration
    let findAddress: @Sendable (String) async -> String?
    private let sender: HTTPSender?
    private let state = Mutex(State())

    /// A world with these platforms; all of them by default.
    ///
    /// - Parameters:
    ///   - sender: makes the calls of pushes; without one nothing is pushed.
    ///   - pushDelay: how long after a message its receipt comes.
    ///   - findAddress: where a platform pushes to while no address was set, by its name; nil for nowhere.
    public init(
        clock: WallClock, platforms: [any SandboxPlatform] = SandboxWorld.standard(), sender: HTTPSender? = nil,
        pushDelay: Duration = .seconds(2), findAddress: @escaping @Sendable (String) async -> String? = { _ in nil }
    ) {
        self.clock = clock
        self.platforms = platforms
        self.sender = sender
        self.pushDelay = pushDelay
        self.findAddress = findAddress
    }

    /// Every platform there is a stand-in of.
    public static func standard() -> [any SandboxPlatform] {
        [
            TencentAdsStandIn(), OceanEngineStandIn(), AliyunSMSStandIn(), TencentSMSStandIn(), WeComRobotStandIn(), DingTalkRobotStandIn(),
            FeishuRobotStandIn(),
        ]
    }

    /// The platform of that name, or nil.
    public func platform(_ name: String) -> (any SandboxPlatform)? { platforms.first { $0.name == name } }

    /// Answers a call; nil means that no answer ever arrives.
    public func answer(_ name: String, _ request: SandboxRequest) async -> SandboxAnswer? {
        guard let platform = platform(name) else {
            return SandboxAnswer(404, ["error": "There is no such platform in the sandbox."], accepted: false)
        }
        let fault = fault(of: name)
        var answer: SandboxAnswer
        switch fault {
        case .broken: answer = SandboxAnswer(503, ["error": "The sandbox was told to be broken."], accepted: false)
        case .throttled: answer = platform.throttled
        case .revoked: answer = platform.revoked
        case .hanging: answer = SandboxAnswer(0, .null, accepted: false)
        case .none, .slow, .lost:
            answer = platform.answer(request, at: clock.now)
            if fault == .slow { try? await Task.sleep(for: .seconds(3)) }
        }
        note(name, request, answer, fault)
        if sender != nil { pushReceipts(name, request, answer) }
        return fault == .lost || fault == .hanging ? nil : answer
    }

    private func note(_ name: String, _ request: SandboxRequest, _ answer: SandboxAnswer, _ fault: SandboxFault) {
        let now = clock.now
        state.withLock { state in
            var summary = answer.summary
            if fault != .none { summary["fault"] = .string(fault.rawValue) }
            state.add(
                Entry(
                    id: state.next, at: now, call: "\(request.method) \(request.path)", status: answer.status,
                    isAccepted: answer.isAccepted,
                    summary: summary, answer: answer.body, request: SandboxRecord(request), isPush: false), of: name)
            if answer.isAccepted { state.accepted[name, default: 0] += 1 } else { state.refused[name, default: 0] += 1 }
        }
    }

    /// Makes the call of a push.
    func send(_ call: HTTPCall) async throws -> HTTPAnswer {
        guard let sender else { throw LianluError(.unavailable, "This sandbox makes no calls.") }
        return try await sender.send(call)
    }

    /// Keeps a push beside what was received.
    func note(push: Push, _ name: String, _ call: HTTPCall, _ summary: JSONObject) {
        let now = clock.now
        // The last part of the address is a secret.
        let place =
            call.url.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/" + SandboxRecord.hidden
        let request = SandboxRequest(
            method: call.method, path: place,
            headers: Dictionary(call.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first },
            body: call.body)
        state.withLock { state in
            state.add(
                Entry(
                    id: state.next, at: now, call: "\(call.method) \(place)", status: push.status, isAccepted: push.isTaken,
                    summary: summary,
                    answer: push.answer, request: SandboxRecord(request), isPush: true), of: name)
        }
    }

    /// The address that was set; nil when none was.
    func pushAddress(of name: String) -> String? { state.withLock { $0.addresses[name] } }

    func setPushAddress(_ address: String?, of name: String) { state.withLock { $0.addresses[name] = address } }

    /// What a platform received and pushed, newest first.
    public func log(of name: String, limit: Int = 100) -> [Entry] {
        state.withLock { Array(($0.log[name] ?? []).suffix(limit).reversed()) }
    }

    /// How much a platform took and refused since the start.
    public func counts(of name: String) -> (accepted: Int, refused: Int) {
        state.withLock { ($0.accepted[name] ?? 0, $0.refused[name] ?? 0) }
    }

    /// The fault that is switched on.
    public func fault(of name: String) -> SandboxFault { state.withLock { $0.faults[name] ?? .none } }

    /// Switches a fault on, or off with `none`.
    public func setFault(_ fault: SandboxFault, of name: String) { state.withLock { $0.faults[name] = fault } }
}
