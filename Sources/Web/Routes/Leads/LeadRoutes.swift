/// The routes of this area.
enum LeadRoutes {
    static func add(to routes: RouteTable) {}
}
