public import Vocabulary

/// A rule over one customer (圈选规则): parsed once, evaluated on facts.
public struct AudienceRule: Sendable, Equatable {
    /// The rule as people wrote it.
    public var source: JSONValue

    /// Keeps a rule.
    public init(source: JSONValue) { self.source = source }
}
