import ArgumentParser
import Foundation
import Vocabulary

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the server.",
        discussion: """
            Environment: LIANLU_WRITE_KEY presets the server key of the source "default"; LIANLU_API_KEY an admin API key; \
            LIANLU_POSTGRES_URL puts the operational store into PostgreSQL.
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var server: ServerOptions

    func run() async throws {
        try await Output.explaining {
            let deployment = try await Deployment.open(data.folder, options: server.deployment())
            try await deployment.announce()
            try await deployment.serve()
        }
    }
}
