/// The routes of this area.
enum DeliverRoutes {
    static func add(to routes: RouteTable) {}
}
