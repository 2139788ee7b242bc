import ArgumentParser
import Foundation
import NIOCore
import NIOHTTP1
import Vocabulary

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import events, customers, orders or products from NDJSON, CSV (UTF-8 or GB18030) or .xlsx.",
        discussion:
            "Without --mapping the suggested mapping of the columns is used; --preview shows what it would do. Importing the same file again adds nothing."
    )

    @OptionGroup var data: DataOptions
    @Argument(help: "The file.") var file: String
    @Option(help: "events, customers, orders or products.") var target: String = "events"
    @Option(help: "JSON file: {\"column\":\"field\", …}.") var mapping: String?
    @Flag(help: "Show the first rows as they would be read, and stop.") var preview = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await Output.explaining {
            guard let bytes = FileManager.default.contents(atPath: file) else {
                throw LianluError(.notFound, "Cannot read \(file).", hint: "Check the path and the permissions.")
            }
            try await LocalAccess.open(data.folder) { client in
                let name = URL(fileURLWithPath: file).lastPathComponent
                let escaped = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "file"
                let uploaded = try await client.upload(
                    "/api/imports?filename=\(escaped)", ByteBuffer(bytes: bytes), type: "application/octet-stream")
                guard let id = uploaded["id"]?.plainText else { throw LianluError(.internal, "The upload has no number.") }
                let body: JSONValue = ["target": .string(target), "mapping": try chosenMapping(uploaded)]
                if preview {
                    print(try await client.call(.POST, "/api/imports/\(id)/preview", body).text)
                    return
                }
                try await client.call(.POST, "/api/imports/\(id)/start", body)
                let result = try await follow(id, client)
                print(json ? result.text : Self.sentence(result))
                if result["status"]?.string != "done" { throw ExitCode(1) }
            }
        }
    }

    private func chosenMapping(_ uploaded: JSONValue) throws -> JSONValue {
        guard let mapping else { return uploaded["suggestion"]?["mapping"] ?? [:] }
        guard let text = FileManager.default.contents(atPath: mapping) else {
            throw LianluError(.notFound, "Cannot read \(mapping).", hint: "Check the path and the permissions.")
        }
        return try JSONValue(parsing: Array(text))
    }

    private func follow(_ id: String, _ client: LocalClient) async throws -> JSONValue {
        var bar = ProgressBar("import")
        while true {
            let state = try await client.call(.GET, "/api/imports/\(id)")
            bar.show(Int(state["processed"]?.int ?? 0), of: Int(state["total"]?.int ?? 0))
            if let status = state["status"]?.string, !["uploaded", "running"].contains(status) { return state }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private static func sentence(_ result: JSONValue) -> String {
        let refused = result["refused"]?.int ?? 0
        let hint = refused > 0 ? "; see why with GET /api/imports/\(result["id"]?.plainText ?? "")/refused.csv" : ""
        return "\(result["status"]?.string ?? "?"): \(result["accepted"]?.int ?? 0) rows accepted, \(refused) refused\(hint)"
    }
}
