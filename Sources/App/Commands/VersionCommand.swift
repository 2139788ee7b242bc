import ArgumentParser

struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        print(json ? "{\"version\":\"\(Version.text)\"}" : "lianlu \(Version.text)")
    }
}
