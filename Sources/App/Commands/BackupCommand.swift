import ArgumentParser
import Foundation
import NIOHTTP1
import Vocabulary

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy all stores at one point in time into a new folder.",
        discussion:
            "Works beside a running server; projection pauses while it copies, collection goes on. The key file is never part of it: keep it apart."
    )

    @OptionGroup var data: DataOptions
    @Argument(help: "New folder for the backup.") var folder: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await Output.explaining {
            let target = DataFolder(folder).path
            let result = try await LocalAccess.open(data.folder) { client in
                try await client.call(.POST, "/api/backup", ["folder": .string(target)])
            }
            print(json ? result.text : "Backup of batch \(result["batch"]?.int ?? 0), \(result["bytes"]?.int ?? 0) bytes, in \(target).")
        }
    }
}
