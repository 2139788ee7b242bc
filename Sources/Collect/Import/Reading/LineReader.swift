import Vocabulary

/// Reads lines of UTF-8 text, one at a time.
final class LineReader {
    /// Most bytes of one line.
    static let longest = 1 << 20

    private let source: any ChunkSource
    private var chunk: [UInt8] = []
    private var at = 0
    /// How many lines were read.
    private(set) var lines = 0

    init(_ source: any ChunkSource) { self.source = source }

    /// The next line without its end; `tooLong` when it was longer than 1 MiB and is cut off. Nil at the end.
    func next() throws -> (line: [UInt8], tooLong: Bool)? {
        var line: [UInt8] = []
        var tooLong = false
        var any = false
        while true {
            if at >= chunk.count {
                chunk = try source.next()
                at = 0
                if chunk.isEmpty {
                    if !any { return nil }
                    break
                }
            }
            any = true
            let end = chunk[at...].firstIndex(of: 0x0A) ?? chunk.count
            if line.count + end - at <= Self.longest {
                line.append(contentsOf: chunk[at..<end])
            } else {
                tooLong = true
            }
            let found = end < chunk.count
            at = end + 1
            if found { break }
        }
        lines += 1
        if line.last == 0x0D { line.removeLast() }
        return (line, tooLong)
    }
}
