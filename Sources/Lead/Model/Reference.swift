import Storage
import Vocabulary

/// What the numbers in a salesperson, an absence or a rule refer to.
enum Reference {
    case account, calendar, channel, node, policy, pool, salesperson

    private var rows: String {
        switch self {
        case .account: "account WHERE id = $1"
        case .calendar: "sales_calendar WHERE id = $1"
        case .channel: "channel_account WHERE id = $1"
        case .node: "organisation_node WHERE id = $1"
        case .policy: "assign_policy WHERE id = $1"
        case .pool: "lead_pool WHERE id = $1"
        case .salesperson: "salesperson WHERE id = $1 AND deleted_at IS NULL"
        }
    }

    /// What it is called, and the address that lists them.
    private var words: (name: String, address: String) {
        switch self {
        case .account: ("account", "/api/users")
        case .calendar: ("working hours", "/api/sales-calendars")
        case .channel: ("channel account", "/api/channels")
        case .node: ("part of the organisation", "/api/organisation")
        case .policy: ("rule", "/api/assign-policies")
        case .pool: ("pool", "/api/lead-pools")
        case .salesperson: ("salesperson", "/api/salespeople")
        }
    }

    private func exists(_ id: Int64, in tx: any SQLTransaction) throws -> Bool {
        try tx.first("SELECT id FROM \(rows)", [.integer(id)]) { $0.integer(0) } != nil
    }

    /// Throws `bad_request`, naming the field, when it refers to nothing. What `before` had may stay although it is gone meanwhile: the rest must remain
    /// changeable.
    func check(_ field: String, _ id: Int64?, before: [Int64] = [], in tx: any SQLTransaction) throws {
        guard let id, !before.contains(id), try !exists(id, in: tx) else { return }
        throw LianluError(
            .badRequest, "“\(field)”: there is no \(words.name) \(id).", hint: "GET \(words.address) lists them; send one of their numbers."
        )
    }

    /// Throws `not_found` for the thing itself that is to be changed.
    func find(_ id: Int64, in tx: any SQLTransaction) throws {
        guard try !exists(id, in: tx) else { return }
        throw LianluError(.notFound, "There is no \(words.name) \(id).", hint: "GET \(words.address) lists them.")
    }
}
