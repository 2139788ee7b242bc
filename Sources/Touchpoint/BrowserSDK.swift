/// The browser SDK that Web serves at `/sdk/lianlu.js`.
public enum BrowserSDK {
    /// The script, UTF-8.
    public static let script: [UInt8] = light(PackageResources.lianlu_js)

    /// Its entity tag: changes whenever the script does.
    public static let etag = tag(of: script)

    /// The script of landing pages that Web serves at `/sdk/page.js`.
    public static let pageScript: [UInt8] = light(PackageResources.page_js)

    /// Its entity tag.
    public static let pageETag = tag(of: pageScript)

    /// Without indentation, blank lines and lines that are only a comment: our scripts hold no text over several lines.
    private static func light(_ script: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(script.count)
        for line in script.split(separator: UInt8(ascii: "\n")) {
            let code = line.drop { $0 == UInt8(ascii: " ") }
            if code.isEmpty || code.starts(with: "//".utf8) { continue }
            out += code
            out.append(UInt8(ascii: "\n"))
        }
        return out
    }

    private static func tag(of script: [UInt8]) -> String {
        // FNV-1a: a change detector, not a signature.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in script { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return "\"\(String(hash, radix: 16))\""
    }
}
