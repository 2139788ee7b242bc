/// Origins, links, landing pages, experiments, slots: what the console edits and what visitors meet.
enum TouchpointRoutes {
    static func add(to routes: RouteTable) {
        OriginRoutes.add(to: routes)
        LinkRoutes.add(to: routes)
        PageRoutes.add(to: routes)
        SlotRoutes.add(to: routes)
        VisitRoutes.add(to: routes)
        DecideRoute.add(to: routes)
    }
}
