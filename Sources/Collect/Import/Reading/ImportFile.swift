import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

/// An uploaded file, read from the start or at any place.
final class ImportFile: ChunkSource {
    private static let chunk = 256 * 1024
    private let descriptor: Int32
    private var at = 0
    /// Its length in bytes.
    let size: Int

    /// Opens a file; throws `not_found` when it is gone.
    init(path: String) throws(LianluError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw LianluError(.notFound, "The uploaded file is gone.", hint: "Upload it again.")
        }
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw LianluError(.badRequest, "That is not a regular file.")
        }
        size = Int(info.st_size)
    }

    deinit { close(descriptor) }

    /// Up to `count` bytes from `offset`.
    func bytes(at offset: Int, count: Int) throws -> [UInt8] {
        var failed = false
        let result = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
            while filled < count {
                let got = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset + filled))
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failed = true }
                if got <= 0 { break }
                filled += got
            }
        }
        if failed {
            throw LianluError(.unavailable, "The uploaded file cannot be read.", hint: "Check the disk; then start the import again.")
        }
        return result
    }

    func next() throws -> [UInt8] {
        let piece = try bytes(at: at, count: Self.chunk)
        at += piece.count
        return piece
    }
}
