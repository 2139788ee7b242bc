import CZlib

/// Compresses answers on their way out.
enum Gzip {
    /// Answers below this many bytes go as they are: the packet is the same.
    static let least = 1024

    /// Whether that Accept-Encoding takes gzip.
    static func isAccepted(_ header: String?) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { part in
            let halves = part.split(separator: ";", maxSplits: 1)
            guard let name = halves.first?.trimmingSpaces.lowercased(), name == "gzip" || name == "*" else { return false }
            guard halves.count == 2 else { return true }
            let weight = halves[1].trimmingSpaces.lowercased()
            return !weight.hasPrefix("q=") || (Double(weight.dropFirst(2)) ?? 1) > 0
        }
    }

    /// The bytes as one gzip member, at the fastest level (about 10 ms for 1 MB of JSON); nil when there is no memory for it.
    static func pack(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        // 15 bits of window, +16 for a gzip header.
        guard
            deflateInit2_(
                &stream, Z_BEST_SPEED, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        var input = bytes
        let bound = Int(deflateBound(&stream, UInt(bytes.count)))
        let out = [UInt8](unsafeUninitializedCapacity: bound) { target, count in
            input.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? bound - Int(stream.avail_out) : 0
            }
        }
        return out.isEmpty ? nil : out
    }
}
