import Identify
import Organisation
import Profile
import Storage
import Vocabulary

extension DataScope {
    /// The scope as Profile takes it.
    var customers: CustomerScope {
        switch self {
        case .all: .all
        case .subtree(let path): CustomerScope(path: path)
        // No path begins so: nobody is seen.
        case .nobody: CustomerScope(path: "-")
        }
    }
}

extension Call {
    /// The customer of the path, which exists and lies in the caller's data scope.
    func customer() async throws -> LeafNumber {
        let text = try parameter("id")
        let scope = try principal.scope.customers
        let reader = services.reader
        guard let number = UInt32(text) else { throw LianluError.noCustomer(text) }
        return try await services.store.read { tx in
            guard let customer = try reader.customer(LeafNumber(number), in: tx), try reader.isVisible(customer, in: scope, tx) else {
                throw LianluError.noCustomer(text)
            }
            return customer
        }
    }

    /// How customers are written for this caller.
    func customerJSON(_ mask: Mask) async throws -> CustomerJSON { CustomerJSON(mask: mask, sourceNames: try await services.sourceNames()) }

    /// The full answer about one customer.
    func profile(_ customer: LeafNumber, _ mask: Mask) async throws -> JSONValue {
        let reader = services.reader
        let profile = try await services.store.read { tx in try reader.profile(customer, in: tx) }
        return try await customerJSON(mask).profile(profile)
    }

    /// Changes customers in one transaction with its entry in the audit log.
    func change<T: Sendable>(
        _ action: String, _ target: String, _ detail: [(String, String)] = [],
        _ body: @escaping @Sendable (any SQLTransaction, Act) throws -> T
    ) async throws -> T {
        let principal = try self.principal
        let act = Act(actor: principal.reference, reason: detail.first { $0.0 == "reason" }?.1 ?? "", at: services.clock.now)
        return try await services.graph.transact { tx in
            let result = try body(tx, act)
            try AuditLog.append(tx, principal, action, target: target, detail: detail, at: act.at)
            return result
        }
    }
}

extension LianluError {
    static func noCustomer(_ id: String) -> LianluError {
        LianluError(
            .notFound, "There is no customer “\(id.prefix(60))”.",
            hint: "It may have been erased, or lies outside your part of the organisation.")
    }
}
