import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

/// Moves finished files out of the staging folder, durably.
enum FileMover {
    /// Bytes of a file; 0 when there is none.
    static func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Renames a file after its content is on the disk; copies it when the target is on another file system.
    static func move(_ source: String, to target: String) throws(LianluError) {
        try synchronise(source)
        if rename(source, target) == 0 { return try synchronise(folder(of: target)) }
        guard errno == EXDEV else { throw failure(target) }
        try copy(source, to: target)
        remove(source)
    }

    private static func copy(_ source: String, to target: String) throws(LianluError) {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw failure(source) }
        defer { close(input) }
        let output = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw failure(target) }
        defer { close(output) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(input, &buffer, buffer.count)
            guard count >= 0 else { throw failure(source) }
            if count == 0 { break }
            var written = 0
            while written < count {
                let more = buffer.withUnsafeBytes { write(output, $0.baseAddress! + written, count - written) }
                guard more > 0 else { throw failure(target) }
                written += more
            }
        }
        guard fsync(output) == 0 else { throw failure(target) }
    }

    private static func synchronise(_ path: String) throws(LianluError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure(path) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func failure(_ path: String) -> LianluError {
        let code = errno
        if code == ENOSPC { return DuckDBError.diskFull }
        return LianluError(
            .unavailable, "\(path) cannot be written: \(String(cString: strerror(code))).",
            hint: "Check that the folder exists and is writable.")
    }
}
