public import Vocabulary

/// What a stand-in answers, and what it keeps of the call.
public struct SandboxAnswer: Sendable {
    /// HTTP status.
    public var status: Int
    /// The body.
    public var body: JSONValue
    /// Whether the platform took it.
    public var isAccepted: Bool
    /// What it received, in short, for the page that shows it.
    public var summary: JSONObject

    /// Makes an answer.
    public init(_ status: Int, _ body: JSONValue, accepted: Bool, summary: JSONObject = JSONObject()) {
        self.status = status
        self.body = body
        isAccepted = accepted
        self.summary = summary
    }
}
