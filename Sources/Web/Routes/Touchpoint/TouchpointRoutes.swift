/// The routes of this area.
enum TouchpointRoutes {
    static func add(to routes: RouteTable) {}
}
