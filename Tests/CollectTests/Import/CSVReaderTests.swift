import TestKit
import Testing
import Vocabulary

@testable import Collect

struct CSVReaderTests {
    private static func read(_ text: String, chunk: Int = 7, delimiter: UInt8 = 0x2C) throws -> [[String]] {
        let reader = CSVReader(MemoryChunks(Array(text.utf8), size: chunk), delimiter: delimiter)
        var records: [[String]] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    @Test(arguments: [
        ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]), ("a\rb\n", [["a"], ["b"]]),
        ("a,\"b,\"\"c\"\"\r\nd\",e", [["a", "b,\"c\"\r\nd", "e"]]),
        ("\"\",x\n", [["", "x"]]), ("a\"b,c\n", [["a\"b", "c"]]), ("\"a\"b,c", [["ab", "c"]]), ("\n", [[""]]), ("", []),
        ("a,", [["a", ""]]),
        ("\"never closed\n", [["never closed\n"]]),
    ])
    func records(text: String, expected: [[String]]) throws {
        for chunk in [1, 2, 3, 1_000] { #expect(try Self.read(text, chunk: chunk) == expected) }
    }

    @Test(arguments: 0..<150 as Range<UInt64>)
    func whatIsWrittenIsRead(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let letters = Array("ab,\"\r\n;\t 中𠮷")
        let records = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
            (0..<Int.random(in: 1...5, using: &generator)).map { _ in
                String((0..<Int.random(in: 0...6, using: &generator)).map { _ in letters.randomElement(using: &generator)! })
            }
        }
        let text =
            records.map { $0.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") }.joined(separator: "\r\n")
            + "\r\n"
        #expect(try Self.read(text, chunk: Int.random(in: 1...40, using: &generator)) == records)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func anyBytesAreReadOrRefused(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let bytes = (0..<Int.random(in: 0...400, using: &generator)).map { _ in
            Bool.random(using: &generator)
                ? UInt8.random(in: 0...255, using: &generator) : [0x22, 0x2C, 0x0A, 0x0D, 0x7B][Int.random(in: 0..<5, using: &generator)]
        }
        let reader = CSVReader(MemoryChunks(bytes, size: 5), delimiter: 0x2C)
        while (try? reader.next()) != nil {}
        let lines = NDJSONRows(MemoryChunks(bytes, size: 5))
        while (try? lines.next()) != nil {}
        #expect(reader.records <= bytes.count + 1)
    }

    @Test func limitsHold() {
        #expect(throws: LianluError.self) {
            try Self.read("\"" + String(repeating: "x", count: CSVReader.longestRecord + 1), chunk: 65_536)
        }
        #expect(throws: LianluError.self) { try Self.read(String(repeating: ",", count: CSVReader.mostFields + 1), chunk: 65_536) }
    }

    @Test func delimiters() {
        #expect(CSVReader.delimiter(of: Array("a;b;c,d\n1,2,3,4".utf8)) == 0x3B)
        #expect(CSVReader.delimiter(of: Array("a\tb\n".utf8)) == 0x09)
        #expect(CSVReader.delimiter(of: Array("\"a;b;c\",d\n".utf8)) == 0x2C)
        #expect(CSVReader.delimiter(of: Array("one".utf8)) == 0x2C)
    }
}
