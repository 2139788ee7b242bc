import Deliver
import HTTPTypes
import Vocabulary

/// Where SMS providers push receipts and customers' answers. The secret is in the address, which the channel account shows.
enum HookRoutes {
    static func add(to routes: RouteTable) {
        routes.post("/hooks/messages/{id}/{token}", .visitor) { call in
            let body = try JSONValue(parsing: try await call.collect(upTo: 1 << 20))
            return .json(
                try await call.services.rooms.deliveries.take(body, account: try call.number(), token: try call.parameter("token")))
        }
    }
}
