import Foundation
import Vocabulary

/// A folder that lives as long as one test, in memory where the machine has `/dev/shm` (its fsync is free).
public enum TestFolder {
    /// Runs a body with a fresh folder and removes it afterwards.
    @discardableResult
    public static func with<T>(_ body: (String) async throws -> T) async throws -> T {
        let path = try make()
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    /// Makes a fresh folder; the caller removes it.
    public static func make() throws -> String {
        let base = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        let path = base + "/lianlu-test-" + Entropy.system.token(bits: 80)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}
