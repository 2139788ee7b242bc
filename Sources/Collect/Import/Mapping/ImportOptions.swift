public import Vocabulary

/// How a file's values are meant.
public struct ImportOptions: Sendable, Equatable {
    /// Zone of times that name none.
    public var timeZone: String
    /// The name of all events when no column has it.
    public var event: String?
    /// Where it happened.
    public var channel: Channel
    /// The shop or system whose order, product and member numbers these are; empty = the only one.
    public var scope: String
    /// Group of the tags that are put on.
    public var tagGroup: String
    /// Whether amounts are in fen; otherwise in yuan.
    public var amountsInFen: Bool

    /// The defaults: Asia/Shanghai, channel other, yuan.
    public init(
        timeZone: String = "Asia/Shanghai", event: String? = nil, channel: Channel = .other, scope: String = "", tagGroup: String = "",
        amountsInFen: Bool = false
    ) {
        self.timeZone = timeZone
        self.event = event
        self.channel = channel
        self.scope = scope
        self.tagGroup = tagGroup
        self.amountsInFen = amountsInFen
    }

    /// Reads `{"timeZone","event","channel","scope","tagGroup","amounts":"yuan|fen"}`, all optional; `zone` is the project's. Throws `bad_request`.
    public init(json: JSONValue, zone: String) throws(LianluError) {
        self.init(timeZone: json["timeZone"]?.string ?? zone)
        event = json["event"]?.string.flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed }
        scope = (json["scope"]?.string ?? "").trimmed
        tagGroup = (json["tagGroup"]?.string ?? "").trimmed
        guard scope.utf8.count <= 255, tagGroup.utf8.count <= 255 else {
            throw LianluError(.badRequest, "A scope or tag group is longer than 255 bytes.")
        }
        if let name = json["channel"]?.string, !name.isEmpty {
            guard let channel = Channel(name: name) else {
                throw LianluError(
                    .badRequest, "There is no channel “\(name.prefix(40))”.",
                    hint: "Channels: \(Channel.allCases.map(\.name).joined(separator: ", ")).")
            }
            self.channel = channel
        }
        switch json["amounts"]?.string ?? "yuan" {
        case "yuan": amountsInFen = false
        case "fen": amountsInFen = true
        default: throw LianluError(.badRequest, "Amounts are in yuan or in fen.", hint: "Set \"amounts\" to \"yuan\" or \"fen\".")
        }
        _ = try TimeZoneRules.named(timeZone)
    }

    /// As JSON.
    public var json: JSONValue {
        [
            "timeZone": .string(timeZone), "event": .optional(event), "channel": .string(channel.name), "scope": .string(scope),
            "tagGroup": .string(tagGroup), "amounts": amountsInFen ? "fen" : "yuan",
        ]
    }
}
