/// Channel accounts, templates, messages, unsubscribing.
enum DeliverRoutes {
    static func add(to routes: RouteTable) {
        ChannelRoutes.add(to: routes)
        TemplateRoutes.add(to: routes)
        MessageRoutes.add(to: routes)
        UnsubscribeRoutes.add(to: routes)
        HookRoutes.add(to: routes)
    }
}
