import Vocabulary

/// PostHog capture, old (V0) and new (V1).
enum PostHog {
    static let dialect = Dialect(
        name: "posthog",
        routes: ["/batch", "/e", "/i/v0/e", "/capture", "/track", "/engage"].map {
            Dialect.Route(path: $0, endpoint: "v0", methods: ["POST", "GET"])
        }
            + [Dialect.Route(path: "/i/v1/analytics/events", endpoint: "v1")]
            + ["/decide", "/flags"].map { Dialect.Route(path: $0, endpoint: "flags", methods: ["POST", "GET"], canned: noFlags) },
        recognises: recognises,
        parse: { call throws(Refusal) in call.endpoint == "v1" ? try parseV1(call) : try parseV0(call) },
        reply: { $0.call.endpoint == "v1" ? replyV1($0) : replyV0($0) },
        refuse: refuse)

    /// Lianlu has no feature flags; SDKs that ask are told so in the form they expect.
    private static let noFlags = CollectReply.json(
        200,
        [
            "config": ["enable_collect_everything": false], "featureFlags": [:], "featureFlagPayloads": [:], "flags": [:],
            "errorsWhileComputingFlags": false, "sessionRecording": false, "supportedCompression": ["gzip", "gzip-js"], "surveys": false,
            "siteApps": [],
        ])

    /// At paths shared with Mixpanel: PostHog names its key `api_key`, or writes `distinct_id` beside `event` instead of into the properties.
    @Sendable private static func recognises(_ call: Call) -> Bool {
        if call.request.path.hasPrefix("/engage") == false && call.request.path.hasPrefix("/track") == false { return true }
        guard case .success(let tape) = call.scanned else { return false }
        let first = tape.kind(0) == .array ? tape.firstElement(of: 0) ?? 0 : 0
        if tape.value(of: "api_key", in: first) != nil || tape.value(of: "batch", in: first) != nil { return true }
        return tape.value(of: "event", in: first) != nil && tape.value(of: "distinct_id", in: first) != nil
    }
}
