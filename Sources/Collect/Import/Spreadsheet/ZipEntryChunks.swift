import CZlib
import Vocabulary

/// The plain bytes of one part of a zip file, inflated piece by piece and bounded.
final class ZipEntryChunks: ChunkSource {
    /// Most plain bytes of one part.
    static let mostBytes = 2 << 30
    /// Past ``suspicious`` plain bytes a part may not be more than so many times its compressed size.
    static let mostRatio = 200
    /// Plain bytes from which the ratio counts.
    static let suspicious = 16 << 20

    private static let chunk = 64 * 1024
    private let file: ImportFile
    private let entry: ZipArchive.Entry
    private let start: Int
    private var consumed = 0
    private var produced = 0
    private var stream: UnsafeMutablePointer<z_stream>?
    private var input: [UInt8] = []
    private var inputAt = 0
    private var ended = false

    init(_ file: ImportFile, start: Int, entry: ZipArchive.Entry) throws {
        self.file = file
        self.entry = entry
        self.start = start
        guard entry.method == 8 else { return }
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            throw LianluError(.unavailable, "No memory for decompression.", retryAfter: 5)
        }
        self.stream = stream
    }

    deinit {
        if let stream {
            inflateEnd(stream)
            stream.deallocate()
        }
    }

    func next() throws -> [UInt8] {
        if ended { return [] }
        let piece = stream == nil ? try read() : try inflate()
        produced += piece.count
        guard produced <= Self.mostBytes, produced <= Self.suspicious || produced / Self.mostRatio <= max(consumed, 1) else {
            throw LianluError(.tooLarge, "The workbook unpacks to far more than its size.", hint: "Save it as CSV.")
        }
        if piece.isEmpty { ended = true }
        return piece
    }

    private func read() throws -> [UInt8] {
        let piece = try file.bytes(at: start + consumed, count: min(Self.chunk, entry.compressed - consumed))
        consumed += piece.count
        return piece
    }

    private func inflate() throws -> [UInt8] {
        guard let stream else { return [] }
        var output = [UInt8](repeating: 0, count: Self.chunk * 4)
        var filled = 0
        while filled < output.count {
            if inputAt >= input.count {
                input = try read()
                inputAt = 0
            }
            var status = Z_OK
            let room = output.count - filled
            input.withUnsafeMutableBufferPointer { input in
                output.withUnsafeMutableBufferPointer { output in
                    stream.pointee.next_in = input.baseAddress.map { $0 + inputAt }
                    stream.pointee.avail_in = UInt32(input.count - inputAt)
                    stream.pointee.next_out = output.baseAddress! + filled
                    stream.pointee.avail_out = UInt32(room)
                    status = CZlib.inflate(stream, Z_NO_FLUSH)
                    inputAt = input.count - Int(stream.pointee.avail_in)
                    filled += room - Int(stream.pointee.avail_out)
                }
            }
            if status == Z_STREAM_END {
                ended = true
                break
            }
            guard status == Z_OK || (status == Z_BUF_ERROR && consumed < entry.compressed) else {
                throw ZipArchive.damaged("a part cannot be unpacked")
            }
        }
        output.removeLast(output.count - filled)
        return output
    }
}
