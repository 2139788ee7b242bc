import Dispatch
import Foundation
import Hummingbird
import NIOCore
import Vocabulary

/// Writes a request's body into a file, in pieces, off the cooperative pool.
enum UploadFile {
    private static let queue = DispatchQueue(label: "lianlu.upload", attributes: .concurrent)

    /// - Throws: `too_large` past the limit, `bad_request` when empty, `unavailable` when the disk does not take it.
    static func write(_ body: RequestBody, to path: String, atMost limit: Int) async throws {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: path)
        else {
            throw LianluError(.unavailable, "The upload cannot be written.", hint: "Check that the data folder can be written.")
        }
        defer { try? file.close() }
        var total = 0
        var pieces = body.makeAsyncIterator()
        while let buffer = try await next(&pieces) {
            total += buffer.readableBytes
            guard total <= limit else { throw LianluError.bodyTooLarge(limit) }
            do {
                try await onDisk { try file.write(contentsOf: buffer.readableBytesView) }
            } catch {
                throw LianluError(
                    .unavailable, "The upload cannot be written.", hint: "Free space on the data folder's disk.", retryAfter: 30)
            }
        }
        guard total > 0 else { throw LianluError(.badRequest, "The file is empty.", hint: "Send the file as the body of the request.") }
    }

    private static func next(_ pieces: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
        do { return try await pieces.next() } catch { throw BodyBytes.wireError(error) }
    }

    private static func onDisk(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
