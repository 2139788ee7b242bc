import ArgumentParser
import Collect
import Foundation
import Logging
import Vocabulary

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Run the server with sample data and print a one-time login.",
        discussion:
            "The behaviour is real (31,106 events of 600 shoppers, retentioneering, Apache-2.0); names, products and amounts are made up.")

    @OptionGroup var data: DataOptions
    @OptionGroup var server: ServerOptions

    @Option(name: .long, help: "The data set (found under .deps/demo when left out).")
    var file: String?

    func run() async throws {
        try await Output.explaining {
            let options = demoOptions()
            let story = try loadStory()
            let folder = data.folder
            let deployment = try await Deployment.open(folder, options: options)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await deployment.serve() }
                group.addTask {
                    try await deployment.waitUntilReady()
                    let replay = DemoReplay(admin: LocalClient(socket: folder.socket), address: "http://127.0.0.1:\(options.port)")
                    let sent = try await replay.run(story)
                    try await deployment.waitUntilQueryable()
                    try await replay.nameEvents()
                    try await DemoLoop(
                        admin: replay.admin, address: replay.address, now: WallClock.system.now,
                        zone: try TimeZoneRules.named("Asia/Shanghai")
                    ).run()
                    Output.say("\(sent) sample messages sent.")
                    try await deployment.announce()
                }
                try await group.waitForAll()
            }
        }
    }

    private func demoOptions() -> Deployment.Options {
        var options = server.deployment()
        options.isDemo = true
        options.hasSandbox = true
        if server.logLevel == "info" { options.logLevel = .warning }
        return options
    }

    private func loadStory() throws -> DemoStory {
        guard let path = file ?? DemoFile.find(), let packed = FileManager.default.contents(atPath: path) else {
            throw LianluError(.notFound, "The sample data is missing.", hint: "Run scripts/fetch-demo-data.sh, or name it with --file.")
        }
        let text = String(decoding: try Gzip.inflate(Array(packed), limit: 64 << 20), as: UTF8.self)
        let zone = try TimeZoneRules.named("Asia/Shanghai")
        return DemoStory(try DemoRow.parse(text), now: WallClock.system.now, zone: zone)
    }
}
