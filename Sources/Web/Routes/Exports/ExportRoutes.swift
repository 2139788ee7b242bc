import Behaviour
import Collect
import Foundation
import HTTPTypes
import Organisation
import Storage
import Vocabulary

/// Bulk downloads.
enum ExportRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/export/events", .needs(.exportsRead), within: nil, events)
        routes.get("/api/export/customers", .needs(.exportsRead), within: nil) { call in try await CustomerExport.reply(call) }
    }

    private static func events(_ call: Call) async throws -> Reply {
        let services = call.services
        let name = call.query["format"]?.nonEmpty ?? "ndjson"
        guard let format = ExportFormat(rawValue: name) else {
            throw LianluError(.badRequest, "There is no format “\(name.prefix(20))”.", hint: "Use ndjson, csv or parquet.")
        }
        let mask = try call.exportMask()
        if mask.isOn, format == .parquet {
            throw LianluError(
                .forbidden, "Parquet files are not masked.",
                hint: "Add reveal=true if you may see phone numbers (it is audited), or use ndjson or csv.")
        }
        var query = ExportQuery()
        let period = try await call.optionalPeriod()
        query.from = period.from
        query.to = period.to
        if let event = call.query["event"]?.nonEmpty {
            // An event nobody sent has no code: a code that is never given leaves nothing.
            query.codes = [services.dictionary.code(of: event) ?? -1]
        }
        let scope = try call.principal.scope
        if scope != .all {
            let graph = services.graph
            query.leaves = try await services.store.read { tx in try OverviewPeople.leaves(in: scope, graph, in: tx) }
        }
        try await call.audit(
            "export.events", "events",
            [("format", name), ("from", call.query["from"] ?? ""), ("to", call.query["to"] ?? ""), ("masked", String(mask.isOn))])
        let path = services.importFolder + "/export-" + services.entropy.token(bits: 80)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let names = ExportNames(events: services.dictionary.all(), sources: try await services.sourceNames())
        _ = try await services.behaviour.export(query, as: format, names: names, to: path)
        let type =
            switch format {
            case .ndjson: "application/x-ndjson"
            case .csv: "text/csv; charset=utf-8"
            case .parquet: "application/vnd.apache.parquet"
            }
        return Reply(
            headers: [.contentType: type, .contentDisposition: "attachment; filename=\"events.\(name)\""],
            body: try DownloadFile.body(path, mask: mask))
    }
}

extension Call {
    /// How a bulk download is shown; `reveal=true` shows everything to those who may (the export is audited in any case).
    func exportMask() throws(LianluError) -> Mask {
        guard query["reveal"] == "true" else { return try mask }
        guard try principal.may(.customersReveal) else {
            throw LianluError(.forbidden, "Your role never sees phone numbers.", hint: "Leave out reveal.")
        }
        return .off
    }
}
