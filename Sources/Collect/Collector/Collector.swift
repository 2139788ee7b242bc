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
        let listeners = Dialects.listeners(at: request.path)
        guard let first = listeners.first else { return CrossOrigin.allow(.error(Refusal(.unknownPath)), request) }
        if request.method == "OPTIONS" { return CrossOrigin.preflight(request) }
        guard listeners.contains(where: { $0.route.methods.contains(request.method) }) else {
            return CrossOrigin.allow(
                .error(Refusal(.unsupportedMethod)).adding("allow", first.route.methods.joined(separator: ", ") + ", OPTIONS"), request)
        }
        if let canned = first.route.canned { return CrossOrigin.allow(canned, request) }
        return CrossOrigin.allow(await serve(request, listeners), request)
    }

    private func serve(_ request: CollectRequest, _ listeners: [Dialects.Listener]) async -> CollectReply {
        let now = clock.now
        let started = ContinuousClock.now
        let query = request.query.isEmpty ? FormFields() : FormFields(request.query.utf8)
        var listener = listeners[0]
        var call: Call
        do throws(Refusal) {
            let payload = try Payload.read(request, query: query, limits: limits)
            call = Call(request, endpoint: listener.route.endpoint, query: query, payload: payload, limits: limits)
        } catch {
            call = Call(request, endpoint: listener.route.endpoint, query: query, payload: Payload(bytes: []), limits: limits)
            return await turnAway(error, call, listener.dialect, grant: nil, at: now)
        }
        if listeners.count > 1, let match = listeners.first(where: { $0.dialect.recognises(call) }) {
            listener = match
            call = Call(call, endpoint: match.route.endpoint)
        }
        let dialect = listener.dialect
        var grant: SourceGrant?
        do throws(Refusal) {
            let batch = try dialect.parse(call)
            let parsed = ContinuousClock.now - started
            counter.update {
                $0.requests[dialect.name, default: 0] += 1
                $0.bytes += request.body.count
                $0.parseNanoseconds += parsed.nanoseconds
            }
            let found = try authorise(request, batch.keys, at: now)
            grant = found
            return dialect.reply(try await take(consume batch, found, call, dialect.name, at: now))
        } catch {
            return await turnAway(error, call, dialect, grant: grant, at: now)
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
    private func turnAway(_ refusal: Refusal, _ call: Call, _ dialect: Dialect, grant known: SourceGrant?, at now: Instant) async
        -> CollectReply
    {
        counter.update { $0.refused[refusal.reason.name, default: 0] += 1 }
        let headerKeys = [call.basicUser, call.bearer, call.query.text("key"), call.query.text("token")].compactMap { $0 }
        var grant = known ?? headerKeys.lazy.compactMap { [grants] in grants($0, now) }.first
        var refusal = refusal
        if known == nil, let found = grant, found.trust == .claimed, refusal.reason.status < 429,
            let wait = limiter.take("\(headerKeys.first ?? "") \(call.request.remote)", at: now)
        {
            refusal = Refusal(.rateLimited, retryAfter: wait)
            grant = nil
        }
        if let grant, refusal.reason.isFinal, known == nil {
            do {
                try await inbox.accept(InboxEntry(payload: [], accepted: [:], rejected: [grant.source: [refusal.reason.name: 1]]))
            } catch {
                refusal = Self.overload(error)
            }
        }
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

extension Duration {
    /// The whole duration in nanoseconds.
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
