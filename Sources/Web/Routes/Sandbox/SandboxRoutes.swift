/// The routes of this area.
enum SandboxRoutes {
    static func add(to routes: RouteTable) {}
}
