import Analyse
import Organisation
import Vocabulary

/// Event analysis, over the customers the caller may see.
enum TrendRoutes {
    static func add(to routes: RouteTable) {
        routes.post("/api/analyse/trend", .needs(.analysisRead), within: .seconds(60)) { call in
            let query = try TrendQuery(try await call.json(upTo: 256 << 10))
            return .json(try await Trend.answer(query, try await call.analyseContext(within: try await call.narrowedScope())).json)
        }
    }
}
