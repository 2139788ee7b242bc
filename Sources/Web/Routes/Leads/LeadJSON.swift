import Identify
import Lead
import Profile
import Storage
import Vocabulary

/// How leads and salespeople are answered.
struct LeadJSON {
    let mask: Mask
    let names: [Int64: String]
    /// Names of origins by code and of landing pages by number: who works leads may not read touchpoints.
    let origins: [String: String]
    let pages: [Int64: String]
    let customers: [LeafNumber: (number: LeafNumber, name: String?, phone: String?)]

    func lead(_ lead: Lead) -> JSONValue {
        let customer = customers[lead.leaf]
        return [
            "id": .int(lead.id), "state": .string(lead.state.rawValue), "next": .strings(lead.state.next.map(\.rawValue)),
            "customer": customer.map { .string($0.number.description) } ?? .null,
            "customerName": .optional(customer?.name.map { mask.text($0) }),
            "phone": customer?.phone.map { .string(mask.value($0, kind: "phone")) } ?? .null, "owner": .optional(lead.owner),
            "ownerName": .optional(lead.owner.flatMap { names[$0] }), "pool": .optional(lead.pool), "waiting": .string(lead.waiting),
            "policy": .optional(lead.policy), "origin": .string(lead.origin),
            "originName": .optional(origins[lead.origin]), "page": .optional(lead.page),
            "pageName": .optional(lead.page.flatMap { pages[$0] }),
            "product": .string(lead.product),
            "region": .string(lead.region), "answers": mask.json(.object(lead.answers)), "quality": .string(lead.quality),
            "reasons": .strings(lead.reasons),
            "valueFen": .optional(lead.valueFen), "source": .string(lead.source), "receivedAt": .time(lead.receivedAt),
            "assignedAt": .time(lead.assignedAt),
            "repliedAt": .time(lead.repliedAt), "dueAt": .time(lead.dueAt), "attempts": .int(lead.attempts), "touches": .int(lead.touches),
            "nextAt": .time(lead.nextAt), "outcomeAt": .time(lead.outcomeAt), "outcomeReason": .string(lead.outcomeReason),
            "updatedAt": .time(lead.updatedAt),
        ]
    }

    static func salesperson(_ person: Salesperson, load: Int, name: String?) -> JSONValue {
        [
            "id": .int(person.id), "account": .optional(person.account), "name": .string(person.name),
            "phone": .string(Masking.phone(person.phone)),
            "email": .string(person.email), "node": .optional(person.node), "nodeName": .optional(name), "weight": .int(person.weight),
            "capacity": .int(person.capacity), "dailyCap": .int(person.dailyCap), "regions": .strings(person.regions),
            "products": .strings(person.products),
            "channels": .array(person.channels.map { .int($0) }), "calendar": .optional(person.calendar),
            "presence": .string(person.presence.rawValue),
            "presenceAt": .time(person.presenceAt), "active": .bool(person.isActive), "leads": .int(person.leads), "load": .int(load),
        ]
    }

    /// The leads' customers and owners, read at once.
    static func of(_ leads: [Lead], _ call: Call, mask: Mask) async throws -> LeadJSON {
        let reader = call.services.reader
        let leaves = Array(Set(leads.map(\.leaf))).filter { $0.rawValue > 0 }
        return try await call.services.store.read { tx in
            var names: [Int64: String] = [:]
            _ = try tx.query("SELECT id, name FROM salesperson", []) { names[$0.integer(0)] = $0.text(1) }
            var customers: [LeafNumber: (number: LeafNumber, name: String?, phone: String?)] = [:]
            for (leaf, summary) in zip(leaves, try reader.summaries(leaves, in: tx)) {
                customers[leaf] = (
                    summary.number, summary.name, summary.identifiers.first { $0.identifier.kind == .phone }?.identifier.value
                )
            }
            var origins: [String: String] = [:]
            let codes = Set(leads.map(\.origin)).subtracting([""]).sorted()
            try tx.queryMany("SELECT name FROM origin WHERE code = $1", codes.map { [.text($0)] }) { origins[codes[$0]] = $1.text(0) }
            var pages: [Int64: String] = [:]
            let numbers = Set(leads.compactMap(\.page)).sorted()
            try tx.queryMany("SELECT name FROM landing_page WHERE id = $1", numbers.map { [.integer($0)] }) {
                pages[numbers[$0]] = $1.text(0)
            }
            return LeadJSON(mask: mask, names: names, origins: origins, pages: pages, customers: customers)
        }
    }
}
