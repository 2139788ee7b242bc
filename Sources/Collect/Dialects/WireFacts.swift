import Vocabulary

/// Looks over an event's properties once for what Collect has columns for: addresses, titles, campaign, amounts.
enum WireFacts {
    static func scan(_ tape: JSONTape, _ object: Int, into wire: inout WireEvent) {
        var amountRank = Int.max
        var amountNode = 0
        var isCommerce = false
        var system: String?
        var isDevice = false
        tape.forEachMember(of: object) { key, value in
            switch tape.length(key) {
            case 3:
                if tape.key(key, is: "url") { set(&wire.url, tape, value) }
                if tape.key(key, is: "$os") { set(&system, tape, value) }
            case 4:
                if tape.key(key, is: "$url") { set(&wire.url, tape, value) }
                if tape.key(key, is: "$lib") { set(&wire.library, tape, value) }
                if tape.key(key, is: "path") { set(&wire.event.facts.path, tape, value) }
            case 5:
                if tape.key(key, is: "title") { set(&wire.event.facts.title, tape, value) }
                if tape.key(key, is: "value") { rank(9, value) }
                if tape.key(key, is: "total") { rank(1, value) }
            case 6:
                if tape.key(key, is: "$model") { isDevice = true }
                if tape.key(key, is: "$title") { set(&wire.event.facts.title, tape, value) }
                if tape.key(key, is: "origin") { set(&wire.event.facts.origin, tape, value) }
                if tape.key(key, is: "mp_lib") { set(&wire.library, tape, value) }
                if tape.key(key, is: "amount") { rank(6, value) }
            case 7:
                if tape.key(key, is: "revenue") { rank(0, value) }
                if tape.key(key, is: "$amount") { rank(3, value) }
                if tape.key(key, is: "orderId") { isCommerce = true }
                if tape.key(key, is: "$origin") { set(&wire.event.facts.origin, tape, value) }
            case 8:
                if tape.key(key, is: "referrer") { set(&wire.referrer, tape, value) }
                if tape.key(key, is: "currency") { isCommerce = true }
                if tape.key(key, is: "$revenue") { rank(2, value) }
                if tape.key(key, is: "order_id") { isCommerce = true }
                if tape.key(key, is: "$browser") {
                    set(&wire.event.facts.browser, tape, value)
                    isDevice = true
                }
            case 9:
                if tape.key(key, is: "$referrer") { set(&wire.referrer, tape, value) }
                if tape.key(key, is: "$url_path") { set(&wire.event.facts.path, tape, value) }
                if tape.key(key, is: "$pathname") { set(&wire.event.facts.path, tape, value) }
            case 10:
                if tape.key(key, is: "utm_source") { set(&wire.event.facts.utmSource, tape, value) }
                if tape.key(key, is: "utm_medium") { set(&wire.event.facts.utmMedium, tape, value) }
                if tape.key(key, is: "pay_amount") { rank(4, value) }
                if tape.key(key, is: "user_agent") { set(&wire.userAgent, tape, value) }
                if tape.key(key, is: "page_title") { set(&wire.event.facts.title, tape, value) }
            case 11:
                if tape.key(key, is: "$utm_source") { set(&wire.event.facts.utmSource, tape, value) }
                if tape.key(key, is: "$utm_medium") { set(&wire.event.facts.utmMedium, tape, value) }
                if tape.key(key, is: "order_total") { rank(5, value) }
                if tape.key(key, is: "$user_agent") { set(&wire.userAgent, tape, value) }
            case 12:
                if tape.key(key, is: "$current_url") { set(&wire.url, tape, value) }
                if tape.key(key, is: "$device_type") {
                    set(&wire.event.facts.device, tape, value)
                    isDevice = true
                }
                if tape.key(key, is: "$screen_name") { set(&wire.event.facts.title, tape, value) }
                if tape.key(key, is: "utm_campaign") { set(&wire.event.facts.utmCampaign, tape, value) }
                if tape.key(key, is: "order_amount") { rank(5, value) }
                if tape.key(key, is: "total_amount") { rank(5, value) }
            case 13: if tape.key(key, is: "$utm_campaign") { set(&wire.event.facts.utmCampaign, tape, value) }
            case 14: if tape.key(key, is: "$raw_user_agent") { set(&wire.userAgent, tape, value) }
            default: break
            }
        }
        // "value" alone means money only beside a currency or an order.
        if amountRank < 9 || (amountRank == 9 && isCommerce) { wire.event.facts.amountFen = amount(tape, amountNode) }
        // A server's own $os says nothing about the customer.
        if isDevice, let system { wire.event.facts.os = system }
        wire.event.facts.device = wire.event.facts.device?.lowercased()

        func rank(_ place: Int, _ node: Int) {
            guard place < amountRank, amount(tape, node) != nil else { return }
            (amountRank, amountNode) = (place, node)
        }
    }

    /// Yuan, as a number or as text, in fen.
    static func amount(_ tape: JSONTape, _ node: Int) -> Int64? {
        switch tape.kind(node) {
        case .integer: tape.integer(node).flatMap { $0.magnitude < 1_000_000_000_000 ? $0 * 100 : nil }
        case .real:
            Money(yuan: tape.text(node) ?? "")?.fen ?? tape.double(node).flatMap { $0.magnitude < 1e12 ? Int64(($0 * 100).rounded()) : nil }
        case .string: tape.string(node).flatMap { Money(yuan: $0)?.fen }
        default: nil
        }
    }

    private static func set(_ place: inout String?, _ tape: JSONTape, _ value: Int) {
        if tape.kind(value) == .string, tape.length(value) > 0, tape.length(value) <= 4096 { place = tape.string(value) }
    }
}
