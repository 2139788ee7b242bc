/// The parts of a page's address that tell where a visitor came from. A tolerant reader: what it cannot make sense of is left out.
struct PageAddress: Sendable, Equatable {
    /// A click id of an advertising platform.
    struct Click: Sendable, Equatable {
        var platform: String
        var id: String
    }

    var host: String?
    var path: String?
    var utmSource: String?
    var utmMedium: String?
    var utmCampaign: String?
    var click: Click?

    init(_ url: String) {
        let bytes = Array(url.utf8.prefix(4096))[...]
        let fragment = bytes.firstIndex(of: UInt8(ascii: "#"))
        let main = bytes[..<(fragment ?? bytes.endIndex)]
        let question = main.firstIndex(of: UInt8(ascii: "?"))
        let address = main[..<(question ?? main.endIndex)]
        let start = Self.hostRange(address)
        if let start { host = Self.cleanHost(address[start]) }
        let pathStart = start?.upperBound ?? address.startIndex
        if pathStart < address.endIndex, address[pathStart] == UInt8(ascii: "/") {
            path = Self.text(address[pathStart...])
        } else if start != nil {
            path = "/"
        } else if !address.isEmpty {
            path = "/" + Self.text(address)
        }
        if let question { readQuery(main[(question + 1)...]) }
        // Pages with a router in the fragment keep their parameters there: "#/goods?utm_source=x".
        if let fragment, let inner = bytes[fragment...].firstIndex(of: UInt8(ascii: "?")) { readQuery(bytes[(inner + 1)...]) }
    }

    /// The host of an address in lower case, without port.
    static func host(of url: String) -> String? {
        let bytes = Array(url.utf8.prefix(512))[...]
        let end = bytes.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? bytes.endIndex
        return hostRange(bytes[..<end]).flatMap { cleanHost(bytes[$0]) }
    }

    private static func hostRange(_ address: ArraySlice<UInt8>) -> Range<Int>? {
        guard let colon = address.firstIndex(of: UInt8(ascii: ":")), address[colon...].starts(with: "://".utf8),
            colon - address.startIndex <= 32
        else { return nil }
        let start = colon + 3
        return start..<(address[start...].firstIndex(of: UInt8(ascii: "/")) ?? address.endIndex)
    }

    private static func cleanHost(_ bytes: ArraySlice<UInt8>) -> String? {
        var bytes = bytes
        if let at = bytes.lastIndex(of: UInt8(ascii: "@")) { bytes = bytes[(at + 1)...] }
        if let colon = bytes.lastIndex(of: UInt8(ascii: ":")), !bytes.contains(UInt8(ascii: "]")) { bytes = bytes[..<colon] }
        return bytes.isEmpty ? nil : text(bytes).lowercased()
    }

    private mutating func readQuery(_ query: ArraySlice<UInt8>) {
        for pair in query.split(separator: UInt8(ascii: "&")).prefix(100) {
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")), equals + 1 < pair.endIndex else { continue }
            let name = String(decoding: pair[..<equals], as: UTF8.self)
            let raw = pair[(equals + 1)...]
            switch name {
            case "utm_source": utmSource = utmSource ?? Self.value(raw)
            case "utm_medium": utmMedium = utmMedium ?? Self.value(raw)
            case "utm_campaign": utmCampaign = utmCampaign ?? Self.value(raw)
            default:
                guard click == nil, let platform = ClickIDs.platform(of: name), let id = Self.value(raw) else { continue }
                click = Click(platform: platform, id: id)
            }
        }
    }

    private static func value(_ raw: ArraySlice<UInt8>) -> String? {
        let text = text(Percent.decode(raw)[...])
        return text.isEmpty || text.utf8.count > 1024 ? nil : text
    }

    /// Text without control characters: addresses end up in columns and on screens.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
            ? String(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }) : text
    }
}
