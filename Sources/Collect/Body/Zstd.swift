import CZstd

/// Zstandard through libzstd.
enum Zstd {
    /// The plain bytes of one or more frames.
    static func decode(_ bytes: [UInt8], limit: Int) throws(Refusal) -> [UInt8] {
        guard let stream = ZSTD_createDStream() else { throw Refusal(.overloaded, "No memory for decompression.", retryAfter: 5) }
        defer { ZSTD_freeDStream(stream) }
        // A window of at most 8 MiB: a frame cannot make us reserve more than that.
        _ = ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, 23)
        var out = [UInt8](repeating: 0, count: Swift.min(limit + 1, Swift.max(4096, bytes.count &* 6)))
        var produced = 0
        var left = 1
        var failed = false
        var overflow = false
        bytes.withUnsafeBytes { source in
            var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            while true {
                if produced == out.count {
                    if out.count > limit {
                        overflow = true
                        return
                    }
                    out.append(contentsOf: repeatElement(0, count: Swift.min(out.count, limit + 1 - out.count)))
                }
                out.withUnsafeMutableBytes { target in
                    var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: produced)
                    left = ZSTD_decompressStream(stream, &output, &input)
                    produced = output.pos
                }
                if ZSTD_isError(left) != 0 {
                    failed = true
                    return
                }
                if input.pos == input.size && (left == 0 || produced < out.count) { return }
            }
        }
        if overflow || produced > limit { throw ContentDecoder.tooLarge(limit) }
        guard !failed, left == 0 else { throw Refusal(.invalidBody, "The compressed data is damaged or cut off.") }
        out.removeLast(out.count - produced)
        return out
    }
}
