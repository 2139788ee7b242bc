import CIconv
import Vocabulary

/// Turns text of another character set into UTF-8, piece by piece. What cannot be read becomes U+FFFD.
final class Transcoder: ChunkSource {
    private let source: any ChunkSource
    private let conversion: OpaquePointer?
    private var rest: [UInt8]
    private var ended = false

    /// UTF-8 text out of `source`, `mark` bytes of which are a byte-order mark. Throws `unsupported` when the C library lacks the character set.
    init(_ source: any ChunkSource, from encoding: TextEncoding, mark: Int) throws {
        self.source = source
        if encoding == .utf8 {
            conversion = nil
        } else {
            guard let opened = lianlu_iconv_open(encoding.rawValue) else {
                throw LianluError(
                    .unsupported, "This system cannot read \(encoding.rawValue) text.",
                    hint: "Save the file as UTF-8, or install glibc's gconv modules (libc6).")
            }
            conversion = opened
        }
        rest = []
        var skip = mark
        while skip > 0 {
            let piece = try source.next()
            if piece.isEmpty { break }
            rest = Array(piece.dropFirst(skip))
            skip -= min(skip, piece.count)
        }
    }

    deinit { lianlu_iconv_close(conversion) }

    func next() throws -> [UInt8] {
        while true {
            var input = rest
            rest = []
            if !ended, conversion == nil ? input.isEmpty : true {
                let piece = try source.next()
                if piece.isEmpty { ended = true }
                input += piece
            }
            guard let conversion else { return input }
            if input.isEmpty { return [] }
            let output = convert(input, conversion)
            if !output.isEmpty { return output }
        }
    }

    private func convert(_ input: [UInt8], _ conversion: OpaquePointer) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(input.count * 2)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var at = 0
        while at < input.count {
            var read = 0
            var written = 0
            let result = input.withUnsafeBufferPointer { input in
                buffer.withUnsafeMutableBufferPointer { out in
                    lianlu_iconv_step(conversion, input.baseAddress! + at, input.count - at, out.baseAddress!, out.count, &read, &written)
                }
            }
            output.append(contentsOf: buffer[..<written])
            at += read
            if result == Int32(LIANLU_ICONV_SHORT.rawValue), !ended {
                rest = Array(input[at...])
                return output
            }
            if result == Int32(LIANLU_ICONV_SHORT.rawValue) || result == Int32(LIANLU_ICONV_INVALID.rawValue) {
                output.append(contentsOf: [0xEF, 0xBF, 0xBD])
                at += 1
            }
        }
        return output
    }
}
