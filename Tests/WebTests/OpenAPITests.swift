import Collect
import Foundation
import Organisation
import Testing
import Web

/// Holds openapi.yaml against the router and against the paths of ingestion.
@Suite struct OpenAPITests {
    private struct Operation: Hashable {
        var method: String
        var path: String
    }

    private static let methods: Set<String> = ["get", "post", "put", "patch", "delete", "options"]

    /// Reads paths, methods and permissions of the file, which keeps to two spaces of indentation.
    private static func read() throws -> [Operation: String?] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../openapi.yaml")
        var found: [Operation: String?] = [:]
        var inside = false
        var path = ""
        var operation: Operation?
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false) {
            if !line.isEmpty, !line.hasPrefix(" ") { inside = line == "paths:" }
            guard inside else { continue }
            if line.hasPrefix("  /"), line.hasSuffix(":") {
                path = String(line.dropFirst(2).dropLast())
                operation = nil
            } else if line.hasPrefix("    "), !line.hasPrefix("     "), line.hasSuffix(":"),
                methods.contains(String(line.dropFirst(4).dropLast()))
            {
                let key = Operation(method: line.dropFirst(4).dropLast().uppercased(), path: path)
                found[key] = .some(nil)
                operation = key
            } else if let operation, line.hasPrefix("      x-permission: ") {
                found[operation] = String(line.dropFirst("      x-permission: ".count))
            }
        }
        return found
    }

    @Test func file_andRouter_nameTheSameRoutes_withTheSamePermissions() async throws {
        try await WebBench.with { bench in
            let file = try Self.read()
            let ingestion = Set(Collector.paths)
            let described = file.filter { !ingestion.contains($0.key.path) }
            let routes = Dictionary(
                uniqueKeysWithValues: bench.server.routes.map { (Operation(method: $0.method, path: $0.path), $0.permission?.rawValue) })
            #expect(routes.count > 70)
            for operation in routes.keys where described[operation] == nil { Issue.record("not in openapi.yaml: \(operation)") }
            for operation in described.keys where routes[operation] == nil { Issue.record("not in the router: \(operation)") }
            for (operation, permission) in routes {
                // The body of a backup says why it needs more than a permission.
                guard operation.path != "/api/backup", let told = described[operation] else { continue }
                #expect(told == permission, "\(operation)")
            }
        }
    }

    @Test func file_describesEveryIngestionPath() throws {
        let described = Set(try Self.read().keys.map(\.path))
        for path in Collector.paths where !described.contains(path) { Issue.record("not in openapi.yaml: \(path)") }
    }
}
