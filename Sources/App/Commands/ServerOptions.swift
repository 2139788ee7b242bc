import ArgumentParser
import Logging

/// Options of every command that listens.
struct ServerOptions: ParsableArguments {
    @Option(name: .long, help: "Port to listen on.")
    var port: Int = 8170

    @Option(name: .long, help: "Address to listen on.")
    var host: String = "0.0.0.0"

    @Option(name: .long, help: "Address under which people reach it, when a proxy stands in front (https://…).")
    var publicURL: String?

    @Flag(name: .long, help: "Believe X-Forwarded-For and X-Forwarded-Proto: a proxy of yours sets them.")
    var trustProxy = false

    @Option(name: .long, help: "Most megabytes of accepted events that may wait; past it callers get 503.")
    var inboxCapMb: Int = 512

    @Option(name: .long, help: "Memory limit of the behavioural store in megabytes (default: an eighth of the machine, at most 512).")
    var behaviourMemoryMb: Int?

    @Option(name: .long, help: "trace, debug, info, notice, warning, error.")
    var logLevel: String = "info"

    func deployment() -> Deployment.Options {
        var options = Deployment.Options()
        options.host = host
        options.port = port
        options.publicURL = publicURL
        options.trustsProxy = trustProxy
        options.inboxCapBytes = max(1, inboxCapMb) << 20
        options.behaviourMemoryMegabytes = behaviourMemoryMb
        options.logLevel = Logger.Level(rawValue: logLevel) ?? .info
        return options
    }
}
