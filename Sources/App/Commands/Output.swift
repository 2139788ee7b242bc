import ArgumentParser
import Foundation
import Vocabulary

/// How commands speak: results on standard output, everything else on standard error, failures in one place.
enum Output {
    /// A line for people, on standard error.
    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    /// Runs a command's body and turns a ``LianluError`` into its message, its hint and exit code 1.
    static func explaining<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as LianluError {
            say("lianlu: \(error.message)")
            if !error.hint.isEmpty { say("  → \(error.hint)") }
            throw ExitCode(1)
        }
    }
}
