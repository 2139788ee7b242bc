import ArgumentParser
import Foundation
import Vocabulary

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Export events (NDJSON, CSV, Parquet) or customers (NDJSON, CSV).")

    @OptionGroup var data: DataOptions
    @Argument(help: "events or customers.") var what: String
    @Option(help: "ndjson, csv or parquet.") var format: String = "ndjson"
    @Option(help: "First day or instant, inclusive.") var from: String?
    @Option(help: "Last day (whole) or instant.") var to: String?
    @Option(help: "Only events of this name.") var event: String?
    @Option(name: .shortAndLong, help: "File to write; standard output when left out.") var output: String?

    func validate() throws {
        guard ["events", "customers"].contains(what) else { throw ValidationError("Export “events” or “customers”.") }
        guard ["ndjson", "csv", "parquet"].contains(format) else { throw ValidationError("The format is ndjson, csv or parquet.") }
    }

    func run() async throws {
        try await Output.explaining {
            var query = "format=\(format)"
            for (name, value) in [("from", from), ("to", to), ("event", event)] {
                if let value { query += "&\(name)=" + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "") }
            }
            let path = "/api/export/\(what)?\(query)"
            let handle = try outputHandle()
            let count = try await LocalAccess.open(data.folder) { client in try await client.download(path, to: handle) }
            if let output { Output.say("\(count) bytes written to \(output).") }
        }
    }

    private func outputHandle() throws -> FileHandle {
        guard let output else { return .standardOutput }
        guard FileManager.default.createFile(atPath: output, contents: nil), let handle = FileHandle(forWritingAtPath: output) else {
            throw LianluError(.unavailable, "Cannot write \(output).", hint: "Check the folder and the permissions.")
        }
        return handle
    }
}
