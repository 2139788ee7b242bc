import Audience
import Vocabulary

extension AudienceRule {
    /// A rule as it was stored or sent. Throws `bad_request`.
    static func stored(_ json: JSONValue) throws(LianluError) -> AudienceRule { try AudienceRule(parsing: json) }

    /// As it is stored.
    var stored: JSONValue { json }
}
