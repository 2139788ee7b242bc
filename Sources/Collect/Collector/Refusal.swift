import Vocabulary

/// A whole request turned away.
struct Refusal: Error, Sendable {
    /// Why.
    var reason: DropReason
    /// More about it: which field, which limit, which byte.
    var detail: String
    /// Seconds after which trying again makes sense.
    var retryAfter: Int?

    init(_ reason: DropReason, _ detail: String = "", retryAfter: Int? = nil) {
        self.reason = reason
        self.detail = detail
        self.retryAfter = retryAfter
    }

    /// The refusal of text that is not JSON.
    static func json(_ error: JSONError) -> Refusal { Refusal(.invalidBody, "Not valid JSON: \(error).") }

    /// One or two sentences for a person.
    var message: String { detail.isEmpty ? reason.text : "\(reason.text) \(detail)" }
}
