/// A property seen on events, found by sampling.
public struct PropertySample: Sendable, Equatable {
    /// The name under which filters and breakdowns know it.
    public var name: String
    /// "string", "number", "boolean", "array", "object"; "mixed" when several were seen.
    public var type: String
    /// Up to five different values as text, shortened to 80 characters.
    public var samples: [String]
    /// True when it has a column of its own.
    public var promoted: Bool

    /// Makes a sample from its parts.
    public init(name: String, type: String, samples: [String], promoted: Bool) {
        self.name = name
        self.type = type
        self.samples = samples
        self.promoted = promoted
    }
}
