import ArgumentParser
import Foundation
import NIOHTTP1
import Vocabulary

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check everything and say what to do.",
        discussion: "Counts the stored events again, independently of the ledger; checks identities, files, time zones and the key file.")

    @OptionGroup var data: DataOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await Output.explaining {
            let result = try await LocalAccess.open(data.folder) { client in try await client.call(.GET, "/api/doctor") }
            if json {
                print(result.text)
            } else {
                for check in result["checks"]?.array ?? [] {
                    let mark = ["ok": "✓", "warning": "!", "failed": "✗"][check["status"]?.string ?? ""] ?? "?"
                    print("\(mark) \(check["name"]?.string ?? ""): \(check["detail"]?.string ?? "")")
                    if let hint = check["hint"]?.string, !hint.isEmpty { print("    → \(hint)") }
                }
            }
            if result["status"]?.string == "failed" { throw ExitCode(1) }
        }
    }
}
