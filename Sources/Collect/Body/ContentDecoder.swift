/// Undoes the compression of bodies, by header and by magic bytes, within a limit.
///
/// Magic bytes win over the header: PostHog's browsers send gzip without saying so, and proxies decompress and forget to drop the header.
enum ContentDecoder {
    /// The plain bytes; throws when the encoding is unknown, the data damaged, or the output longer than `limit`.
    static func decode(_ body: [UInt8], encoding: String?, limit: Int) throws(Refusal) -> [UInt8] {
        guard body.count <= limit else { throw tooLarge(limit) }
        var bytes = body
        let names = (encoding ?? "").lowercased().split(separator: ",").map { $0.filter { $0 != " " } }.filter {
            $0 != "identity" && !$0.isEmpty
        }
        guard names.count <= 2 else { throw Refusal(.unsupportedEncoding, "More than two encodings.") }
        for name in names.reversed() {
            switch name {
            case "gzip", "x-gzip": if isGzip(bytes) { bytes = try Inflate.decode(bytes, limit: limit) }
            case "deflate": bytes = try inflateMaybe(bytes, limit: limit)
            case "zstd": if isZstd(bytes) { bytes = try Zstd.decode(bytes, limit: limit) }
            default: throw Refusal(.unsupportedEncoding, "Got \"\(name.prefix(32))\".")
            }
        }
        return try unwrap(bytes, limit: limit)
    }

    /// Undoes gzip or zstd when the bytes begin like it, once.
    static func unwrap(_ bytes: [UInt8], limit: Int) throws(Refusal) -> [UInt8] {
        if isGzip(bytes) { return try Inflate.decode(bytes, limit: limit) }
        if isZstd(bytes) { return try Zstd.decode(bytes, limit: limit) }
        return bytes
    }

    /// "deflate" means zlib to most senders and raw deflate to some; text that is not compressed at all is taken as it is.
    private static func inflateMaybe(_ bytes: [UInt8], limit: Int) throws(Refusal) -> [UInt8] {
        guard let first = bytes.first(where: { $0 > 0x20 }), first != UInt8(ascii: "{"), first != UInt8(ascii: "[") else { return bytes }
        let isZlib = bytes.count >= 2 && bytes[0] & 0x0F == 8 && (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0
        return try Inflate.decode(bytes, limit: limit, raw: !isZlib && !isGzip(bytes))
    }

    static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.count > 2 && bytes[0] == 0x1F && bytes[1] == 0x8B && bytes[2] == 8 }
    static func isZstd(_ bytes: [UInt8]) -> Bool {
        bytes.count > 3 && bytes[0] == 0x28 && bytes[1] == 0xB5 && bytes[2] == 0x2F && bytes[3] == 0xFD
    }
    static func tooLarge(_ limit: Int) -> Refusal { Refusal(.bodyTooLarge, "The limit is \(limit) bytes after decompression.") }
}
