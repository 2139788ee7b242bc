import Vocabulary

/// NDJSON on one tape: every line's value or what is wrong with it. Empty lines do not count.
struct JSONLines {
    struct Line {
        var range: Range<Int>
        var root: Result<Int, JSONError>
    }

    let tape: JSONTape
    let lines: [Line]

    init(_ bytes: [UInt8], limits: CollectLimits) throws(Refusal) {
        var scanner = JSONScanner(maxDepth: limits.depth, expecting: bytes.count)
        var lines: [Line] = []
        var tooMany = false
        bytes.withUnsafeBufferPointer { buffer in
            var start = 0
            while start < buffer.count, !tooMany {
                var end = start
                var isBlank = true
                while end < buffer.count, buffer[end] != 0x0A {
                    if buffer[end] > 0x20 { isBlank = false }
                    end += 1
                }
                if !isBlank {
                    tooMany = lines.count >= limits.events
                    do throws(JSONError) {
                        lines.append(Line(range: start..<end, root: .success(try scanner.scan(buffer, from: start, to: end))))
                    } catch {
                        lines.append(Line(range: start..<end, root: .failure(JSONError(error.reason, at: error.offset - start))))
                    }
                }
                start = end + 1
            }
        }
        if tooMany { throw Refusal(.tooManyEvents, "The limit is \(limits.events) events.") }
        if lines.isEmpty { throw Refusal(.emptyBatch) }
        self.lines = lines
        tape = JSONTape(bytes, scanner)
    }
}
