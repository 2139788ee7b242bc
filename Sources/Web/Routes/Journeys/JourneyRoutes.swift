/// The routes of this area.
enum JourneyRoutes {
    static func add(to routes: RouteTable) {}
}
