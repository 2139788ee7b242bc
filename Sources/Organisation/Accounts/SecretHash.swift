import Crypto

/// SHA-256 of a secret that carries enough randomness of its own (tokens and keys; never passwords).
enum SecretHash {
    static func of(_ secret: String) -> [UInt8] { Array(SHA256.hash(data: Array(secret.utf8))) }
}
