public import Crypto
import Glibc
public import Vocabulary

/// The key under which secrets rest: 32 bytes in a file of its own (`0600`), made at the first start and never part of a backup.
///
/// Nothing is encrypted with it directly; each use derives its own key.
public struct MasterKey: Sendable {
    private let key: SymmetricKey

    /// From 32 bytes.
    public init(bytes: [UInt8]) throws(LianluError) {
        guard bytes.count == 32 else {
            throw LianluError(
                .unusableData, "A key has 32 bytes, this one \(bytes.count).",
                hint: "Put the key file back that belongs to this data folder.")
        }
        key = SymmetricKey(data: bytes)
    }

    /// Reads the key file, or makes it when there is none and `mayCreate` (the data is new).
    ///
    /// Throws `unusableData` when it is missing although the data needs it, has another size or others may read it, `unavailable` when it cannot be read
    /// or made.
    public static func load(path: String, entropy: Entropy, mayCreate: Bool = true) throws(LianluError) -> MasterKey {
        if mayCreate, access(path, F_OK) != 0 { return try make(path, entropy) }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT {
            throw LianluError(
                .unusableData, "The key file \(path) is missing.",
                hint: "Put it back from where you keep it apart from backups; without it sealed secrets cannot be read.")
        }
        guard descriptor >= 0 else { throw SystemFault.error("The key file \(path) cannot be read", errno) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw SystemFault.error("The key file \(path) cannot be read", errno) }
        guard facts.st_mode & 0o077 == 0 else {
            throw LianluError(
                .unusableData, "Others may read the key file \(path).",
                hint: "Run `chmod 600 \(path)`, and replace the secrets if somebody did.")
        }
        var bytes = [UInt8](repeating: 0, count: 33)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw SystemFault.error("The key file \(path) cannot be read", errno) }
        return try MasterKey(bytes: Array(bytes.prefix(count)))
    }

    private static func make(_ path: String, _ entropy: Entropy) throws(LianluError) -> MasterKey {
        let made = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard made >= 0 else { throw SystemFault.error("The key file \(path) cannot be made", errno) }
        defer { close(made) }
        let bytes = entropy.bytes(32)
        let written = bytes.withUnsafeBytes { write(made, $0.baseAddress, $0.count) }
        guard written == 32, fsync(made) == 0 else {
            let code = errno
            unlink(path)
            throw SystemFault.error("The key file \(path) cannot be written", code)
        }
        return try MasterKey(bytes: bytes)
    }

    /// A 32-byte key for one purpose ("secrets", "tombstones" …).
    public func derived(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, salt: Array("lianlu".utf8), info: Array(purpose.utf8), outputByteCount: 32)
    }

    /// A keyed hash (HMAC-SHA256) under the key of a purpose: tells equality, reveals nothing without the key file.
    public func hash(_ bytes: [UInt8], purpose: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: derived(for: purpose)))
    }

    /// Seals bytes (AES-GCM; nonce, text and tag in one); `name` is bound to the result and must be given again to open it.
    public func seal(_ bytes: [UInt8], name: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(bytes, using: derived(for: "secrets"), authenticating: Array(name.utf8))
        guard let combined = box.combined else { throw LianluError(.internal, "A secret could not be sealed.") }
        return Array(combined)
    }

    /// Opens what ``seal(_:name:)`` made; throws `unusableData` for another key file, another name or damage.
    public func open(_ sealed: [UInt8], name: String) throws(LianluError) -> [UInt8] {
        do {
            return Array(
                try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: derived(for: "secrets"), authenticating: Array(name.utf8)))
        } catch {
            throw LianluError(
                .unusableData, "The secret “\(name)” cannot be opened with this key file.",
                hint: "Put the key file back that belongs to this data; if it is lost, enter the secrets again.")
        }
    }

    /// Hashes for one use (tombstones of erased identifiers) that nobody without the key file can compute.
    public func keyedHash(for use: String) -> KeyedHash { KeyedHash(key: derived(for: "hash \(use)")) }
}
