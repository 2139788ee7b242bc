import CZlib
import HTTPTypes
import Testing
import Vocabulary

@testable import Web

@Suite struct GzipTests {
    @Test(arguments: [
        ("gzip", true), ("br, GZIP;q=0.5", true), ("*", true), ("gzip;q=0", false), ("gzip; q=0.0", false), ("deflate", false), ("", false),
        ("xgzip", false),
    ])
    func accepted_asTheHeaderSays(header: String, accepted: Bool) { #expect(Gzip.isAccepted(header) == accepted) }

    @Test func packed_unpacksToItself() throws {
        for count in [1, 1_024, 300_000] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) }
            let packed = try #require(Gzip.pack(bytes))
            #expect(try unpack(packed, count) == bytes)
        }
    }

    @Test func longJSON_isCompressed_whereTheCallerTakesIt() async throws {
        try await WebBench.with { bench in
            func get(_ path: String, _ accept: String?) async throws -> WebAnswer {
                var headers: HTTPFields = [:]
                headers[.acceptEncoding] = accept
                return try await bench.send(.get, path, key: WebBench.apiKey, headers: headers)
            }
            let plain = try await get("/api/settings", nil)
            #expect(plain.headers[.contentEncoding] == nil && plain.bytes.count < 1024 && plain.headers[.vary] == nil)
            for number in 0..<20 { _ = try await bench.admin(.post, "/api/tags", ["name": .string("tag \(number)"), "group": "g"]) }
            let long = try await get("/api/tags", nil)
            #expect(long.headers[.contentEncoding] == nil && long.headers[.vary] == "Accept-Encoding")
            let packed = try await get("/api/tags", "gzip, deflate")
            #expect(packed.headers[.contentEncoding] == "gzip" && packed.headers[.vary] == "Accept-Encoding")
            #expect(packed.bytes.count * 4 < long.bytes.count)
            #expect(try unpack(packed.bytes, long.bytes.count) == long.bytes)
            #expect(try await get("/api/settings", "gzip").headers[.contentEncoding] == nil)
        }
    }

    private func unpack(_ bytes: [UInt8], _ count: Int) throws -> [UInt8] {
        var stream = z_stream()
        #expect(inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { inflateEnd(&stream) }
        var input = bytes
        var out = [UInt8](repeating: 0, count: count + 1)
        let status = input.withUnsafeMutableBufferPointer { source in
            out.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        #expect(status == Z_STREAM_END)
        return Array(out.prefix(Int(stream.total_out)))
    }
}
