/// The routes of this area.
enum MediaRoutes {
    static func add(to routes: RouteTable) {}
}
