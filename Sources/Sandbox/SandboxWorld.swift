import Synchronization
public import Vocabulary

/// Stand-ins of the outside platforms: they check what the real ones check, keep what they received for the page that shows it, and can be told to fail.
public final class SandboxWorld: Sendable {
    /// What a platform received once.
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
        /// What it answered.
        public var answer: JSONValue
    }

    private struct State {
        var next = 1
        var faults: [String: SandboxFault] = [:]
        var log: [String: [Entry]] = [:]
        var accepted: [String: Int] = [:]
        var refused: [String: Int] = [:]
    }

    /// Entries kept per platform.
    static let most = 500

    /// Every platform, in the order of the page.
    public let platforms: [any SandboxPlatform]
    private let clock: WallClock
    private let state = Mutex(State())

    /// A world with these platforms; all of them by default.
    public init(clock: WallClock, platforms: [any SandboxPlatform] = SandboxWorld.standard()) {
        self.clock = clock
        self.platforms = platforms
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
        return fault == .lost || fault == .hanging ? nil : answer
    }

    private func note(_ name: String, _ request: SandboxRequest, _ answer: SandboxAnswer, _ fault: SandboxFault) {
        let now = clock.now
        state.withLock { state in
            var summary = answer.summary
            if fault != .none { summary["fault"] = .string(fault.rawValue) }
            state.log[name, default: []].append(
                Entry(
                    id: state.next, at: now, call: "\(request.method) \(request.path)", status: answer.status,
                    isAccepted: answer.isAccepted,
                    summary: summary, answer: answer.body))
            state.next += 1
            if state.log[name]!.count > Self.most { state.log[name]!.removeFirst(state.log[name]!.count - Self.most) }
            if answer.isAccepted { state.accepted[name, default: 0] += 1 } else { state.refused[name, default: 0] += 1 }
        }
    }

    /// What a platform received, newest first.
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
