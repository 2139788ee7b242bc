/// Encrypts small secrets at rest; App passes the key file's.
public struct SecretBox: Sendable {
    /// Encrypts.
    public var seal: @Sendable ([UInt8]) throws -> [UInt8]
    /// Decrypts what `seal` gave; throws when it is damaged or sealed under another key.
    public var open: @Sendable ([UInt8]) throws -> [UInt8]

    /// Wraps both directions.
    public init(seal: @escaping @Sendable ([UInt8]) throws -> [UInt8], open: @escaping @Sendable ([UInt8]) throws -> [UInt8]) {
        self.seal = seal
        self.open = open
    }
}
