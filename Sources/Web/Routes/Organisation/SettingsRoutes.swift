import Organisation
import Vocabulary

/// Settings of the deployment.
enum SettingsRoutes {
    static func add(to routes: RouteTable) {
        routes.get("/api/settings", .needs(.settingsRead)) { call in .json(try await call.services.settings.read().json) }
        routes.patch("/api/settings", .needs(.settingsWrite), whole: "settings") { call in
            let settings = try await call.services.settings.change(try await call.json(), by: try call.principal)
            await call.services.settingsChanged(settings)
            return .json(settings.json)
        }
    }
}
