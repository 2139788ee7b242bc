/// The browser SDK that Web serves at `/sdk/lianlu.js`.
public enum BrowserSDK {
    /// The script, UTF-8.
    public static let script: [UInt8] = PackageResources.lianlu_js

    /// Its entity tag: changes whenever the script does.
    public static let etag = tag(of: script)

    /// The script of landing pages that Web serves at `/sdk/page.js`.
    public static let pageScript: [UInt8] = PackageResources.page_js

    /// Its entity tag.
    public static let pageETag = tag(of: pageScript)

    private static func tag(of script: [UInt8]) -> String {
        // FNV-1a: a change detector, not a signature.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in script { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return "\"\(String(hash, radix: 16))\""
    }
}
