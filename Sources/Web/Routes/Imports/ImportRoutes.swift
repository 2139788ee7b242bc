import Collect
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Organisation
import Storage
import Vocabulary

/// Bringing files in.
enum ImportRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/imports", .needs(.importsWrite), list)
        routes.post("/api/imports", .needs(.importsWrite), within: nil, upload)
        routes.get("/api/imports/{id}", .needs(.importsWrite)) { call in
            .json(try await own(try call.number(), call).json)
        }
        routes.post("/api/imports/{id}/preview", .needs(.importsWrite), within: .seconds(60), preview)
        routes.post("/api/imports/{id}/start", .needs(.importsWrite), start)
        routes.post("/api/imports/{id}/cancel", .needs(.importsWrite)) { call in
            let id = try await own(try call.number(), call).id
            let state = try await call.services.importer.cancel(id)
            try await call.audit("import.cancel", "import:\(id)")
            return .json(state.json)
        }
        routes.get("/api/imports/{id}/refused.csv", .needs(.importsWrite), within: nil, refused)
    }

    /// One import. Nobody can tell whom a file speaks of: who sees a part of the organisation sees what they brought in themselves.
    private static func own(_ id: Int64, _ call: Call) async throws -> ImportState {
        let (found, principal) = (try await call.services.importer.state(id), try call.principal)
        guard principal.scope.isWhole || found.createdBy == principal.reference else {
            throw LianluError(.notFound, "There is no such import.", hint: "List them with GET /api/imports.")
        }
        return found
    }

    /// A file may speak of anybody; leads only add to what is there.
    private static func check(_ target: ImportTarget, _ call: Call) throws(LianluError) {
        guard target != .leads else { return }
        try call.needWhole("imports of \(target.rawValue)")
    }

    private static func list(_ call: Call) async throws -> Reply {
        let (limit, principal) = (try call.limit(), try call.principal)
        let found = try await call.services.importer.list(
            of: principal.scope.isWhole ? nil : principal.reference, before: try call.cursorNumber() ?? .max, limit: limit + 1)
        return .list(found.prefix(limit).map(\.json), next: found.count > limit ? Cursor.make(found[limit - 1].id) : nil)
    }

    private static func upload(_ call: Call) async throws -> Reply {
        guard let name = call.query["filename"]?.nonEmpty, name.count <= 255 else {
            throw LianluError(
                .badRequest, "filename is missing or too long.",
                hint: "Send POST /api/imports?filename=orders.csv with the file as the body.")
        }
        let target = try call.query["target"]?.nonEmpty.map { text throws(LianluError) in
            guard let target = ImportTarget(rawValue: text) else {
                throw LianluError(
                    .badRequest, "There is no target “\(text.prefix(20))”.",
                    hint: "Targets: \(ImportTarget.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return target
        }
        if let target { try check(target, call) }
        let principal = try call.principal
        let path = call.services.importFolder + "/" + call.services.entropy.token(bits: 80) + suffix(of: name)
        do {
            try await UploadFile.write(call.request.body, to: path, atMost: call.services.configuration.importBytes)
            let (state, inspection) = try await call.services.importer.register(
                filename: name, path: path, target: target, by: principal.reference)
            try await call.audit("import.upload", "import:\(state.id)", [("filename", name), ("rows", String(inspection.rows))])
            var object = try call.mask.columns(inspection.json).object ?? [:]
            object["id"] = state.json["id"]
            object["filename"] = .string(name)
            object["status"] = state.json["status"]
            return .json(.object(object), status: .created)
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }

    private static func preview(_ call: Call) async throws -> Reply {
        let id = try await own(try call.number(), call).id
        let rows = try await call.services.importer.preview(id, try await request(call))
        let mask = try call.mask
        return .json([
            "rows": .array(rows.map { mask.json($0.json) }), "errors": .array(rows.filter { $0.refusal != nil }.map { mask.json($0.json) }),
        ])
    }

    private static func start(_ call: Call) async throws -> Reply {
        let id = try await own(try call.number(), call).id
        let request = try await request(call)
        let mayLead = try call.principal.may(.leadsManage)
        guard request.mapping.target != .leads || mayLead else {
            throw LianluError(.forbidden, "Bringing leads in needs leads.write.", hint: "Ask an administrator or a marketer to start it.")
        }
        try check(request.mapping.target, call)
        let state = try await call.services.importer.start(id, request)
        try await call.audit("import.start", "import:\(id)", [("target", request.mapping.target.rawValue)])
        let jobs = call.services.jobs
        _ = try await call.services.store.write { tx in
            try jobs.add(NewJob(queue: "import", kind: "import", payload: "{\"id\":\(id)}", uniqueKey: "\(id)"), in: tx)
        }
        return .json(state.json)
    }

    private static func request(_ call: Call) async throws -> ImportRequest {
        let body = try await call.json()
        return try ImportRequest(json: body, zone: try await call.services.settings.read().timeZone)
    }

    private static func refused(_ call: Call) async throws -> Reply {
        let id = try await own(try call.number(), call).id
        let importer = call.services.importer
        // Whoever corrects the rows needs them as they were; everybody else sees them masked.
        let mask: Mask = try call.principal.may(.customersReveal) ? .off : .on
        try await call.audit("import.refused", "import:\(id)")
        let body = ResponseBody { writer in
            var after = 0
            // A byte order mark, because spreadsheets in China take files without one for GBK.
            try await writer.write(ByteBuffer(string: "\u{FEFF}row,reason,detail,record\r\n"))
            while true {
                let page = try await importer.refusals(id, after: after, limit: 1000)
                guard let last = page.last else { break }
                after = last.row
                try await writer.write(
                    ByteBuffer(
                        string: page.map { CSVLine.of([String($0.row), $0.reason.rawValue, mask.text($0.detail), mask.text($0.record)]) }
                            .joined()))
            }
            try await writer.finish(nil)
        }
        return Reply(
            headers: [.contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"refused-\(id).csv\""],
            body: body)
    }

    /// The file's extension, when it is a plain one.
    private static func suffix(of name: String) -> String {
        guard let dot = name.lastIndex(of: ".") else { return "" }
        let text = name[dot...].lowercased()
        return [".csv", ".xlsx", ".ndjson", ".jsonl", ".json", ".txt", ".tsv", ".gz"].contains(text) ? text : ""
    }
}
