import ArgumentParser
import Foundation

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Run stand-ins of outside platforms (ads, SMS, robots) to try everything without sending anything.",
        discussion: """
            A server with the sandbox switched on: an account whose address is http://HOST:PORT/sandbox/PLATFORM sends to a stand-in that checks \
            signatures, fields and units as the real one does, and the page “Sandbox” shows what it received. Another Lianlu may send here too; \
            it needs LIANLU_ALLOW_PRIVATE_CALLS=1 to reach this machine. Not for production: calls to private addresses are allowed here.
            """)

    @OptionGroup var server: ServerOptions

    @Option(name: .long, help: "Folder to keep between runs (a temporary one, removed at the end, when left out).")
    var dataDir: String?

    func run() async throws {
        try await Output.explaining {
            let path = dataDir ?? NSTemporaryDirectory() + "lianlu-sandbox-\(ProcessInfo.processInfo.processIdentifier)"
            defer { if dataDir == nil { try? FileManager.default.removeItem(atPath: path) } }
            var options = server.deployment()
            options.hasSandbox = true
            let deployment = try await Deployment.open(DataFolder(path), options: options)
            try await deployment.announce()
            Output.say(
                "  sandbox platforms: \(options.publicURL ?? "http://localhost:\(options.port)")/sandbox/…  (GET /api/sandbox lists them)")
            try await deployment.serve()
        }
    }
}
