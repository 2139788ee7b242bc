import HTTPTypes
import Hummingbird
import NIOCore
import Organisation
import Profile
import Storage
import Vocabulary

/// All customers of a data scope as NDJSON or CSV, a page at a time.
enum CustomerExport {
    private static let columns = [
        "id", "name", "user_id", "phone", "email", "unionid", "member_id", "identifiers", "tags", "firstSeen", "lastSeen", "events",
        "channels",
        "origin", "traits",
    ]

    static func reply(_ call: Call) async throws -> Reply {
        let format = call.query["format"]?.nonEmpty ?? "ndjson"
        guard format == "ndjson" || format == "csv" else {
            throw LianluError(.badRequest, "There is no format “\(format.prefix(20))”.", hint: "Use ndjson or csv.")
        }
        let mask = try call.exportMask()
        try await call.audit("export.customers", "customers", [("format", format), ("masked", String(mask.isOn))])
        let json = try await call.customerJSON(mask)
        let services = call.services
        let scope = try call.principal.scope.customers
        let body = ResponseBody { writer in
            // A byte order mark, because spreadsheets in China take files without one for GBK.
            if format == "csv" { try await writer.write(ByteBuffer(string: "\u{FEFF}" + CSVLine.of(columns))) }
            var query = CustomerQuery()
            query.sort = .firstSeen
            query.scope = scope
            query.limit = 200
            while true {
                let (profiles, next) = try await page(query, services)
                var piece = ByteBuffer()
                for profile in profiles {
                    let object = json.profile(profile)
                    if format == "csv" {
                        piece.writeString(CSVLine.of(fields(object)))
                    } else {
                        piece.writeBytes(object.bytes)
                        piece.writeString("\n")
                    }
                }
                try await writer.write(piece)
                guard let next else { break }
                query.after = next
            }
            try await writer.finish(nil)
        }
        let type = format == "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson"
        return Reply(headers: [.contentType: type, .contentDisposition: "attachment; filename=\"customers.\(format)\""], body: body)
    }

    private static func page(_ query: CustomerQuery, _ services: Services) async throws -> ([CustomerProfile], String?) {
        let reader = services.reader
        return try await services.store.read { tx in
            let page = try reader.list(query, in: tx)
            return (try page.items.map { try reader.profile($0.number, in: tx) }, page.next)
        }
    }

    private static func fields(_ customer: JSONValue) -> [String] {
        let identifiers = customer["identifiers"]?.array ?? []
        return columns.map { column in
            switch column {
            case "user_id", "phone", "email", "unionid", "member_id":
                identifiers.filter { $0["kind"]?.string == column }.compactMap { $0["value"]?.string }.joined(separator: "; ")
            case "tags": (customer["tags"]?.array ?? []).compactMap { $0["name"]?.string }.joined(separator: "; ")
            case "channels": (customer["channels"]?.array ?? []).compactMap(\.string).joined(separator: "; ")
            case "identifiers", "traits": customer[column]?.text ?? ""
            default: customer[column]?.plainText ?? ""
            }
        }
    }
}
