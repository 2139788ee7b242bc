import Crypto
import CryptoExtras
import Dispatch
public import Vocabulary

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// scrypt for passwords, on a thread of its own: one at a time, so that a flood of sign-ins costs neither the cooperative pool nor memory.
///
/// Stored form: `scrypt$<log2 N>$<r>$<p>$<salt>$<key>` (base32), so that the cost can be raised later without breaking old passwords.
public struct PasswordHasher: Sendable {
    /// log2 of scrypt's N; 15 takes 32 MiB and about 100 ms.
    public let cost: Int
    private let queue: DispatchQueue
    private let entropy: Entropy

    /// A hasher; tests pass a low cost.
    public init(cost: Int = 15, entropy: Entropy = .system) {
        self.cost = cost
        self.entropy = entropy
        queue = DispatchQueue(label: "lianlu.password")
    }

    /// The stored form of a password.
    public func hash(_ password: String) async throws -> String {
        let salt = entropy.bytes(16)
        let cost = self.cost
        let key = try await onQueue { try Self.derive(password, salt: salt, cost: cost, blockSize: 8, parallelism: 1) }
        return "scrypt$\(cost)$8$1$\(Base32.encode(salt))$\(Base32.encode(key))"
    }

    /// Whether the password is the one behind the stored form. Takes as long for nil (no such account), so that time tells nothing.
    public func verify(_ password: String, against stored: String?) async throws -> Bool {
        let parts = stored?.split(separator: "$", omittingEmptySubsequences: false) ?? []
        guard parts.count == 6, parts[0] == "scrypt", let cost = Int(parts[1]), let blockSize = Int(parts[2]),
            let parallelism = Int(parts[3]),
            let salt = Base32.decode(parts[4]), let key = Base32.decode(parts[5]), (1...20).contains(cost)
        else {
            _ = try await hash(password)
            return false
        }
        let found = try await onQueue { try Self.derive(password, salt: salt, cost: cost, blockSize: blockSize, parallelism: parallelism) }
        guard found.count == key.count else { return false }
        return zip(found, key).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func derive(_ password: String, salt: [UInt8], cost: Int, blockSize: Int, parallelism: Int) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: 32, rounds: 1 << cost, blockSize: blockSize, parallelism: parallelism)
        return key.withUnsafeBytes { Array($0) }
    }

    private func onQueue<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
