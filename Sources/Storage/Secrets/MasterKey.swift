public import Crypto
import Foundation
public import Vocabulary

/// The deployment's 32-byte key, in a file of its own (mode 0600) that no backup contains; other keys are derived from it by purpose.
public struct MasterKey: Sendable {
    private let key: SymmetricKey

    /// A key from its 32 bytes.
    init(_ bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

    /// Reads the file, or makes it when `mayCreate`; throws `unusableData` when it is missing although the data needs it, or is damaged.
    public static func load(path: String, entropy: Entropy, mayCreate: Bool) throws -> MasterKey {
        let manager = FileManager.default
        if let data = manager.contents(atPath: path) {
            guard data.count == 32 else {
                throw LianluError(
                    .unusableData, "The key file \(path) has \(data.count) bytes instead of 32.", hint: "Put the right key file back; it was made at the first start.")
            }
            return MasterKey(Array(data))
        }
        guard mayCreate else {
            throw LianluError(
                .unusableData, "The key file \(path) is missing.", hint: "Put it back from where you keep it apart from backups; without it sealed secrets cannot be read.")
        }
        let bytes = entropy.bytes(32)
        guard manager.createFile(atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600]) else {
            throw LianluError(.unavailable, "Cannot write the key file \(path).", hint: "Check the permissions of the data folder and the space on its disk.")
        }
        return MasterKey(bytes)
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
        return Array(box.combined ?? Data())
    }

    /// Opens what ``seal(_:name:)`` made; throws `unusableData` for another key file, another name or damage.
    public func open(_ sealed: [UInt8], name: String) throws -> [UInt8] {
        do {
            return Array(try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: derived(for: "secrets"), authenticating: Array(name.utf8)))
        } catch {
            throw LianluError(.unusableData, "The secret “\(name)” cannot be opened.", hint: "The key file is not the one it was sealed with; put the right one back.")
        }
    }
}
