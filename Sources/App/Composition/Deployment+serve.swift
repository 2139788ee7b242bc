import Behaviour
import Collect
import Foundation
import Hummingbird
import Logging
import NIOHTTP1
import Organisation
import Path
import ServiceLifecycle
import Storage
import UnixSignals
import Vocabulary
import Web

extension Deployment {
    /// Runs until SIGTERM or SIGINT (or ``stop()``): stops taking events, projects what it can, closes the stores.
    func serve() async throws {
        try? FileManager.default.removeItem(atPath: folder.socket)
        let server = LianluServer(services)
        var list: [any Service] = [ProjectorService(projector), JobService(jobs)]
        list.append(OutboxService(outbox: outbox, inbox: inbox, logger: logger))
        list.append(SourceActivityService(sources: sources, logger: logger))
        list += parts.services
        list.append(server.application(socket: folder.socket))
        if options.listensOnPort {
            list.append(
                server.application(host: options.host, port: options.port) { [logger] port in
                    logger.info("listening", metadata: ["port": "\(port ?? 0)"])
                })
        }
        list.append(
            LiveService { [feed, parts] in
                feed.close()
                for close in parts.onShutdown { close() }
            })
        let group = ServiceGroup(
            configuration: .init(services: list.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        setRunning(group)
        defer { try? FileManager.default.removeItem(atPath: folder.socket) }
        do {
            try await group.run()
        } catch {
            await close()
            throw error
        }
        await close()
    }

    /// Ends ``serve()`` gracefully.
    func stop() async { await group()?.triggerGracefulShutdown() }

    /// Returns once requests are answered.
    func waitUntilReady() async throws {
        let client = LocalClient(socket: folder.socket)
        while true {
            try Task.checkCancellation()
            if FileManager.default.fileExists(atPath: folder.socket), (try? await client.call(.GET, "/readyz")) != nil {
                try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.socket)
                return
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Returns once everything accepted so far can be queried.
    func waitUntilQueryable() async throws { try await projector.watermark.reached(await inbox.status().lastSequence) }

    /// Prints where the console is and, while there is no account, a one-time set-up link; in the demo a one-time login of its administrator.
    func announce() async throws {
        let base = options.publicURL ?? "http://localhost:\(options.port)"
        if options.isDemo {
            let admin: Account
            if let first = try await accounts.list().first {
                admin = first
            } else {
                admin = try await accounts.create(
                    name: "演示管理员", email: "admin@demo.example", role: .admin, locale: "zh-Hans", by: .commandLine)
            }
            Output.say("Lianlu \(Version.text) · console \(base) · one-time login:")
            Output.say("  \(base)/login?token=\(try await accounts.issueLoginToken(admin.id, by: .commandLine))")
        } else if try await accounts.needsSetup() {
            Output.say("Lianlu \(Version.text) · first start: make the first account at")
            Output.say("  \(base)/setup?token=\(try await accounts.issueSetUpToken())")
        } else {
            Output.say("Lianlu \(Version.text) · \(base)")
        }
    }

    private func close() async {
        feed.close()
        try? await sources.flushUses()
        try? await sources.flushActivity()
        await outside.close()
        await inbox.close()
        await behaviour.close()
        await store.close()
    }
}
