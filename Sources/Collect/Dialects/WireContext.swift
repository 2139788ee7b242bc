import Vocabulary

/// Segment's `context` (and ours): what is kept of it, some as facts, some as properties with "$".
struct WireContext {
    /// The traits inside the context; -1 when there are none.
    private(set) var traits = -1
    private var library = -1
    private var libraryVersion = -1
    private var ip = -1
    private var url = -1
    private var referrer = -1
    private var title = -1
    private var appVersion = -1
    private var locale = -1

    mutating func read(_ tape: JSONTape, _ object: Int, into wire: inout WireEvent) {
        var member = tape.firstMember(of: object)
        while let key = member {
            let value = key + 1
            switch tape.length(key) {
            case 2: if tape.key(key, is: "ip") { ip = value }
            case 3:
                if tape.key(key, is: "app") { appVersion = tape.value(of: "version", in: value) ?? -1 }
                if tape.key(key, is: "lib") { library = value }
            case 4: if tape.key(key, is: "page") { page(tape, value, &wire) }
            case 5: if tape.key(key, is: "click") { click(tape, value, &wire) }
            case 6:
                if tape.key(key, is: "traits") { traits = value }
                if tape.key(key, is: "locale") { locale = value }
                if tape.key(key, is: "origin"), let code = tape.string(value), !code.isEmpty, code.utf8.count <= 255 {
                    wire.event.facts.origin = code
                }
            case 7:
                if tape.key(key, is: "library") {
                    library = tape.value(of: "name", in: value) ?? -1
                    libraryVersion = tape.value(of: "version", in: value) ?? -1
                } else if tape.key(key, is: "channel") {
                    wire.channel = tape.string(value).flatMap { Channel(name: $0) }
                }
            case 8:
                if tape.key(key, is: "campaign") { campaign(tape, value, &wire) }
                if tape.key(key, is: "userHash") { wire.userHash = tape.string(value) }
            case 9: if tape.key(key, is: "userAgent") { wire.userAgent = tape.string(value) }
            case 10: if tape.key(key, is: "libVersion") { libraryVersion = value }
            default: break
            }
            member = tape.member(after: key, in: object)
        }
        if library >= 0 { wire.library = tape.string(library) }
        if url >= 0 { wire.url = wire.url ?? tape.string(url) }
        if referrer >= 0 { wire.referrer = tape.string(referrer) }
        if title >= 0 { wire.event.facts.title = tape.string(title) }
    }

    private mutating func page(_ tape: JSONTape, _ object: Int, _ wire: inout WireEvent) {
        tape.forEachMember(of: object) { key, value in
            if tape.key(key, is: "path") { wire.event.facts.path = tape.string(value) }
            if tape.key(key, is: "url") { url = value }
            if tape.key(key, is: "referrer") { referrer = value }
            if tape.key(key, is: "title") { title = value }
        }
    }

    private func campaign(_ tape: JSONTape, _ object: Int, _ wire: inout WireEvent) {
        wire.event.facts.utmSource = tape.value(of: "source", in: object).flatMap(tape.string)
        wire.event.facts.utmMedium = tape.value(of: "medium", in: object).flatMap(tape.string)
        wire.event.facts.utmCampaign = tape.value(of: "name", in: object).flatMap(tape.string)
    }

    /// A click id the browser kept since landing: `{"gdt_vid":"…"}`.
    private func click(_ tape: JSONTape, _ object: Int, _ wire: inout WireEvent) {
        tape.forEachMember(of: object) { key, value in
            guard wire.event.facts.clickID == nil, let platform = tape.string(key).flatMap(ClickIDs.platform), let id = tape.string(value),
                !id.isEmpty
            else { return }
            wire.event.facts.clickPlatform = platform
            wire.event.facts.clickID = id
        }
    }

    /// Adds what is kept to the stored properties.
    func write(_ tape: JSONTape, _ out: inout Properties) {
        func put(_ name: StaticString, _ node: Int) {
            if node >= 0, !tape.isNull(node) { out.member(name, tape, node) }
        }
        put("$lib", library)
        put("$lib_version", libraryVersion)
        put("$ip", ip)
        put("$url", url)
        put("$referrer", referrer)
        put("$title", title)
        put("$app_version", appVersion)
        put("$locale", locale)
    }
}
