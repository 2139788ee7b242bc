/// A source of random bytes, passed in so that tests can be repeatable.
public struct Entropy: Sendable {
    private let fill: @Sendable (Int) -> [UInt8]

    /// Wraps a function that returns exactly that many bytes.
    public init(_ fill: @escaping @Sendable (Int) -> [UInt8]) { self.fill = fill }

    /// The system's cryptographic generator.
    public static let system = Entropy { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// That many random bytes.
    public func bytes(_ count: Int) -> [UInt8] { fill(count) }

    /// A URL-safe random token carrying `bits` bits (a multiple of 8) in lower-case base32 (RFC 4648 letters, no padding).
    public func token(bits: Int = 160) -> String { Base32.encode(bytes(bits / 8)) }
}
