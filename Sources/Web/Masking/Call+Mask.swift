import Organisation
import Vocabulary

extension Call {
    /// How lists are shown: masked, except to an admin's API key and the command line.
    var mask: Mask {
        get throws(LianluError) {
            let principal = try self.principal
            return principal.kind != .account && principal.role == .admin ? .off : .on
        }
    }

    /// How one customer is shown; `reveal=true` in the query shows everything to those who may, and is put into the audit log first.
    func mask(of customer: LeafNumber) async throws -> Mask {
        let principal = try self.principal
        guard query["reveal"] == "true" || query["reveal"] == "1" else { return try mask }
        guard principal.may(.customersReveal) else {
            throw LianluError(
                .forbidden, "The role \(principal.role.rawValue) never sees phone numbers.",
                hint: "Leave out reveal, or ask a marketer or admin.")
        }
        try await services.audit.record(principal, "customer.reveal", target: "customer:\(customer)")
        return .off
    }
}
