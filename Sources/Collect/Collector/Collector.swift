public import Storage
public import Vocabulary

/// The door: takes a request of any dialect, makes its events durable, answers as that dialect's clients expect.
///
/// 1. Who listens at the path; decompress; scan the JSON once.
/// 2. The dialect reads keys and records.
/// 3. The key says which source, how far to believe it, and which origins may use it.
/// 4. Every record goes through the ``Pipeline``; a refusal has a reason from ``DropReason``.
/// 5. What passed becomes durable in the inbox; only then the reply says so.
///
/// Nothing a stranger sends makes it trap, and every input gets a reply. Our own overload is 503 with Retry-After, never 400.
public final class Collector: Sendable {
    let grants: @Sendable (_ key: String, _ now: Instant) -> SourceGrant?
    let inbox: any Inbox
    let clock: WallClock
    let limits: CollectLimits
    let live: LiveFeed
    let pipeline = Pipeline.standard
    let counter: CollectCounter
    let recent = RecentKeys()
    let agents = UserAgentCache()
    let limiter: RateLimiter
    let origin: @Sendable (EventFacts) -> String?

    /// Makes a door; `grants` is ``KeyRing/grant(for:at:)``; `origin` says what the origin registry makes of an event that names no origin.
    public init(
        grants: @escaping @Sendable (_ key: String, _ now: Instant) -> SourceGrant?, inbox: any Inbox, clock: WallClock,
        limits: CollectLimits = CollectLimits(), live: LiveFeed = LiveFeed(),
        origin: @escaping @Sendable (EventFacts) -> String? = { _ in nil }
    ) {
        self.origin = origin
        self.grants = grants
        self.inbox = inbox
        self.clock = clock
        self.limits = limits
        self.live = live
        counter = CollectCounter(pipeline)
        limiter = RateLimiter(perSecond: limits.browserRequestsPerSecond, burst: limits.browserBurst)
    }

    /// Every path it listens at, without trailing slash.
    public static var paths: [String] { Dialects.paths }

    /// What was counted since the start.
    public var metrics: CollectMetrics { counter.snapshot }

    /// Answers a request; returns once its events are durable.
    public func accept(_ request: CollectRequest) async -> CollectReply {
        switch begin(request) {
        case .answered(let answer): return answer
        case .durable(let entry, let finish):
            do {
                try await inbox.accept(entry)
                return finish(.success(()))
            } catch {
                return finish(.failure(error))
            }
        }
    }

    /// Answers a request: `reply` is called once, at once for what needs no disk, else when its events are durable. For event loops: reading and checking
    /// happen on the caller's thread, and `hop` brings what is left to do after the commit from the inbox's thread to wherever it belongs.
    public func accept(
        _ request: CollectRequest, hop: @escaping @Sendable (_ rest: @escaping @Sendable () -> Void) -> Void,
        reply: @escaping @Sendable (CollectReply) -> Void
    ) {
        switch begin(request) {
        case .answered(let answer): reply(answer)
        case .durable(let entry, let finish): inbox.accept(entry) { stored in hop { reply(finish(stored)) } }
        }
    }

    /// How far a request came without the disk.
    enum Intake {
        /// Nothing of it needs storing.
        case answered(CollectReply)
        /// Store this, then ask for the reply.
        case durable(InboxEntry, @Sendable (Result<Void, any Error>) -> CollectReply)
    }

    private func begin(_ request: CollectRequest) -> Intake {
        if request.method == "OPTIONS", !Dialects.listeners(at: request.path).isEmpty { return .answered(CrossOrigin.preflight(request)) }
        switch route(request) {
        case .answered(let answer): return .answered(CrossOrigin.allow(answer, request))
        case .durable(let entry, let finish): return .durable(entry) { CrossOrigin.allow(finish($0), request) }
        }
    }

    private func route(_ request: CollectRequest) -> Intake {
        let listeners = Dialects.listeners(at: request.path)
        guard let first = listeners.first else { return .answered(.error(Refusal(.unknownPath))) }
        guard listeners.contains(where: { $0.route.methods.contains(request.method) }) else {
            return .answered(
                .error(Refusal(.unsupportedMethod)).adding("allow", first.route.methods.joined(separator: ", ") + ", OPTIONS"))
        }
        if let canned = first.route.canned { return .answered(canned) }
        return serve(request, listeners)
    }

    private func serve(_ request: CollectRequest, _ listeners: [Dialects.Listener]) -> Intake {
        let now = clock.now
        let watch = Stopwatch()
        let query = request.query.isEmpty ? FormFields() : FormFields(request.query.utf8)
        var listener = listeners[0]
        var call: Call
        do throws(Refusal) {
            let payload = try Payload.read(request, query: query, limits: limits)
            call = Call(request, endpoint: listener.route.endpoint, query: query, payload: payload, limits: limits)
        } catch {
            call = Call(request, endpoint: listener.route.endpoint, query: query, payload: Payload(bytes: []), limits: limits)
            return turnAway(error, call, listener.dialect, at: now)
        }
        if listeners.count > 1, let match = listeners.first(where: { $0.dialect.recognises(call) }) {
            listener = match
            call = Call(call, endpoint: match.route.endpoint)
        }
        let dialect = listener.dialect
        do throws(Refusal) {
            let batch = try dialect.parse(call)
            let parseNanoseconds = watch.nanoseconds
            counter.update {
                $0.requests[dialect.name, default: 0] += 1
                $0.bytes += request.body.count
                $0.parseNanoseconds += parseNanoseconds
            }
            let grant = try authorise(request, batch.keys, at: now)
            let taking = take(consume batch, grant, call, dialect.name, at: now)
            let finish = { @Sendable [self, call] (stored: Result<Void, any Error>) -> CollectReply in
                do throws(Refusal) {
                    return dialect.reply(try taking.finish(stored))
                } catch {
                    return refuse(error, call, dialect, grant: grant, at: now)
                }
            }
            guard let entry = taking.entry else { return .answered(finish(.success(()))) }
            return .durable(entry, finish)
        } catch {
            return turnAway(error, call, dialect, at: now)
        }
    }

    /// The source behind the first key that is one.
    private func authorise(_ request: CollectRequest, _ keys: [String], at now: Instant) throws(Refusal) -> SourceGrant {
        guard !keys.isEmpty else { throw Refusal(.missingKey) }
        for key in keys {
            guard var grant = grants(key, now) else { continue }
            if grant.trust == .claimed, let wait = limiter.take("\(key) \(request.remote)", at: now) {
                throw Refusal(.rateLimited, retryAfter: wait)
            }
            // A server key that shows up in a page is no secret any more.
            if grant.trust == .trusted, CrossOrigin.isBrowser(request) { grant.trust = .claimed }
            return grant
        }
        throw Refusal(.unknownKey)
    }

    /// Refuses a whole request. When its source is known the ledger counts one refused record, unless the sender will send it again.
    private func turnAway(_ refusal: Refusal, _ call: Call, _ dialect: Dialect, at now: Instant) -> Intake {
        let headerKeys = [call.basicUser, call.bearer, call.query.text("key"), call.query.text("token")].compactMap { $0 }
        let grant = headerKeys.lazy.compactMap { [grants] in grants($0, now) }.first
        if let grant, grant.trust == .claimed, refusal.reason.status < 429,
            let wait = limiter.take("\(headerKeys.first ?? "") \(call.request.remote)", at: now)
        {
            return .answered(refuse(Refusal(.rateLimited, retryAfter: wait), call, dialect, grant: nil, at: now))
        }
        guard let grant, refusal.reason.isFinal else {
            return .answered(refuse(refusal, call, dialect, grant: grant, at: now))
        }
        return .durable(InboxEntry(payload: [], accepted: [:], rejected: [grant.source: [refusal.reason.name: 1]])) { [self] stored in
            var refusal = refusal
            if case .failure(let error) = stored { refusal = Self.overload(error) }
            return refuse(refusal, call, dialect, grant: grant, at: now)
        }
    }

    /// The reply that refuses a whole request; counted and shown in the live view.
    private func refuse(_ refusal: Refusal, _ call: Call, _ dialect: Dialect, grant: SourceGrant?, at now: Instant) -> CollectReply {
        counter.update { $0.refused[refusal.reason.name, default: 0] += 1 }
        if live.appetite(at: now) > 0 {
            live.publish(
                [
                    LiveNotice(
                        rejected: refusal.reason, detail: refusal.detail,
                        sample: Self.sample(call.payload.bytes, 0..<call.payload.bytes.count), at: now,
                        source: grant?.source ?? 0, sourceName: grant?.name ?? "", dialect: dialect.name)
                ], at: now)
        }
        var reply = dialect.refuse(refusal, call)
        if let seconds = refusal.retryAfter { reply.headers.append(("retry-after", String(seconds))) }
        return reply
    }

    /// Why the inbox does not take events now.
    static func overload(_ error: any Error) -> Refusal {
        let known = error as? LianluError
        return Refusal(.overloaded, known?.message ?? "", retryAfter: known?.retryAfter ?? 5)
    }

    /// The start of a record as text.
    static func sample(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)].prefix(1024), as: UTF8.self)
    }
}
