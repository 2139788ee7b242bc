import Dispatch
import Foundation
import Hummingbird
import NIOCore
import Vocabulary

/// Streams a file that may be removed as soon as this returns: it stays readable while it is open.
enum DownloadFile {
    private static let queue = DispatchQueue(label: "lianlu.download", attributes: .concurrent)
    private static let piece = 1 << 18

    /// The body of the answer; a mask is applied line by line.
    static func body(_ path: String, mask: Mask) throws -> ResponseBody {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw LianluError(.unavailable, "The export could not be read.", hint: "Free space on the data folder's disk and try again.")
        }
        return ResponseBody { writer in
            var rest: [UInt8] = []
            while let data = try await read(file), !data.isEmpty {
                guard mask.isOn else {
                    try await writer.write(ByteBuffer(bytes: data))
                    continue
                }
                rest += data
                guard let end = rest.lastIndex(of: 0x0A) else { continue }
                try await writer.write(ByteBuffer(string: mask.text(String(decoding: rest[...end], as: UTF8.self))))
                rest.removeFirst(end + 1)
            }
            if !rest.isEmpty { try await writer.write(ByteBuffer(string: mask.text(String(decoding: rest, as: UTF8.self)))) }
            try await writer.finish(nil)
        }
    }

    private static func read(_ file: FileHandle) async throws -> Data? {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try file.read(upToCount: piece) }) }
        }
    }
}
