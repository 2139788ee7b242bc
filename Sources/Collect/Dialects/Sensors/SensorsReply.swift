import Vocabulary

extension Sensors {
    /// A transparent image of one pixel.
    static let pixel: [UInt8] = [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x21, 0xF9, 0x04,
        0x01, 0x00,
        0x00, 0x00, 0x00, 0x2C, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3B,
    ]

    /// Its SDKs raise on anything but 200, so a bad record among good ones must not show; debug mode is for telling the developer.
    @Sendable static func reply(_ outcome: Outcome) -> CollectReply {
        switch outcome.call.endpoint {
        case "gif": return image(200)
        case "debug":
            if let problem = outcome.firstProblem { return .text(400, problem) }
            return .text(200, outcome.batch.dryRun ? "OK (checked only)" : "OK")
        default: return .text(200, "OK")
        }
    }

    @Sendable static func refuse(_ refusal: Refusal, _ call: Call) -> CollectReply {
        call.endpoint == "gif" ? image(refusal.reason.status) : .text(refusal.reason.status, refusal.message)
    }

    private static func image(_ status: Int) -> CollectReply {
        CollectReply(status, type: "image/gif", body: pixel).adding("cache-control", "no-store")
    }
}
