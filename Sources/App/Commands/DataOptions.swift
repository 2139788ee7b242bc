import ArgumentParser
import Foundation

/// Where a deployment lives; the same for every command.
struct DataOptions: ParsableArguments {
    @Option(name: .long, help: "Folder with everything of this deployment.")
    var dataDir: String = "./data"

    /// The folder.
    var folder: DataFolder { DataFolder(dataDir) }
}
