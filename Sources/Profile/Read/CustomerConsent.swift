public import Vocabulary

/// The newest statement of a customer about one purpose.
public struct CustomerConsent: Sendable, Equatable {
    /// What for ("marketing_sms").
    public var purpose: String
    /// Given or withdrawn.
    public var isGranted: Bool
    /// When.
    public var time: Instant
    /// The source that recorded it; 0 for a person.
    public var source: Int32
    /// The person, "" for a source.
    public var actor: String
    /// What proves it, in words.
    public var evidence: String
}
