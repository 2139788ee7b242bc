import CZlib

/// gzip, zlib and raw deflate through zlib.
enum Inflate {
    /// The plain bytes; concatenated gzip members are joined.
    static func decode(_ bytes: [UInt8], limit: Int, raw: Bool = false) throws(Refusal) -> [UInt8] {
        var stream = z_stream()
        // 15 bits of window; +32 detects gzip or zlib by header; negative means no header.
        guard inflateInit2_(&stream, raw ? -15 : 47, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Refusal(.overloaded, "No memory for decompression.", retryAfter: 5)
        }
        defer { inflateEnd(&stream) }
        var input = bytes
        var out = [UInt8](repeating: 0, count: Swift.min(limit + 1, Swift.max(4096, bytes.count &* 6)))
        var produced = 0
        var status = Z_OK
        var overflow = false
        input.withUnsafeMutableBufferPointer { source in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            while true {
                if produced == out.count {
                    if out.count > limit {
                        overflow = true
                        return
                    }
                    out.append(contentsOf: repeatElement(0, count: Swift.min(out.count, limit + 1 - out.count)))
                }
                out.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress.map { $0 + produced }
                    stream.avail_out = UInt32(target.count - produced)
                    status = inflate(&stream, Z_NO_FLUSH)
                    produced = target.count - Int(stream.avail_out)
                }
                if status == Z_STREAM_END {
                    guard !raw, stream.avail_in > 2, stream.next_in?[0] == 0x1F, stream.next_in?[1] == 0x8B, inflateReset(&stream) == Z_OK
                    else { return }
                } else if status != Z_OK {
                    return
                } else if stream.avail_in == 0 && stream.avail_out > 0 {
                    return
                }
            }
        }
        if overflow || produced > limit { throw ContentDecoder.tooLarge(limit) }
        guard status == Z_STREAM_END else { throw Refusal(.invalidBody, "The compressed data is damaged or cut off.") }
        out.removeLast(out.count - produced)
        return out
    }
}
