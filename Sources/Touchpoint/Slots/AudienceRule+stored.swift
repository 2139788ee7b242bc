import Audience
import Vocabulary

extension AudienceRule {
    /// A rule as it was stored or sent. Throws `bad_request`.
    static func stored(_ json: JSONValue) throws(LianluError) -> AudienceRule {
        guard json.object != nil else {
            throw LianluError(.badRequest, "The rule is not an object.", hint: "Send an audience rule, or null for everybody.")
        }
        return AudienceRule(source: json)
    }

    /// As it is stored.
    var stored: JSONValue { source }
}
