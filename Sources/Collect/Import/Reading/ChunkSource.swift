/// Bytes that come in pieces.
protocol ChunkSource: AnyObject {
    /// The next piece; empty at the end.
    func next() throws -> [UInt8]
}

/// Bytes that are all there; for tests and small parts.
final class MemoryChunks: ChunkSource {
    private let bytes: [UInt8]
    private let size: Int
    private var at = 0

    init(_ bytes: [UInt8], size: Int = 65_536) {
        self.bytes = bytes
        self.size = size
    }

    func next() -> [UInt8] {
        let end = min(at + size, bytes.count)
        defer { at = end }
        return Array(bytes[at..<end])
    }
}
