/// The permanent, dense number of one identifier (1, 2, 3 …). Never reused, never rewritten.
///
/// A customer is a connected component of leaves; events, traits, tags and consent are stored per leaf
/// and folded when read, which is what makes merges reversible.
public struct LeafNumber: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number; 0 is never given to an identifier.
    public var rawValue: UInt32
    /// Wraps a stored number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// Wraps a stored number.
    public init(_ rawValue: UInt32) { self.rawValue = rawValue }
    /// Orders by number, that is by age.
    public static func < (a: LeafNumber, b: LeafNumber) -> Bool { a.rawValue < b.rawValue }
    /// The number in decimal.
    public var description: String { String(rawValue) }
}
