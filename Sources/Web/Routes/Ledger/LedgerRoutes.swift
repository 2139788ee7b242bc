import Collect
import Organisation
import Vocabulary

/// The ledger.
enum LedgerRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/ledger", .needs(.sourcesRead)) { call in
            let names = try await call.services.sourceNames()
            return .json(try await call.services.ledger().json(names: names))
        }
    }
}
