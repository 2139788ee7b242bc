import Foundation
import Logging
import NIOHTTP1
import Vocabulary

/// How a command reaches a deployment: through the socket of the running server, or, when none runs, by opening the folder itself for that long.
enum LocalAccess {
    static func open<T: Sendable>(_ folder: DataFolder, _ body: @escaping @Sendable (LocalClient) async throws -> T) async throws -> T {
        let client = LocalClient(socket: folder.socket)
        if FileManager.default.fileExists(atPath: folder.socket), (try? await client.call(.GET, "/healthz")) != nil {
            return try await body(client)
        }
        guard FileManager.default.fileExists(atPath: folder.path) else {
            throw LianluError(.notFound, "There is no data folder \(folder.path).", hint: "Name it with --data-dir.")
        }
        var options = Deployment.Options()
        options.listensOnPort = false
        options.logLevel = .warning
        let deployment = try await Deployment.open(folder, options: options)
        return try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask {
                try await deployment.serve()
                return nil
            }
            group.addTask {
                try await deployment.waitUntilReady()
                return try await body(client)
            }
            while let result = try await group.next() {
                if let result {
                    await deployment.stop()
                    try await group.waitForAll()
                    return result
                }
            }
            throw LianluError(.unavailable, "The data folder could not be opened.", hint: "See the messages above.")
        }
    }
}
