import CDuckDB
import Synchronization
import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

/// DuckDB's shared library, loaded once per process.
final class DuckDBLibrary: @unchecked Sendable {
    /// The library's functions.
    let call: lianlu_duckdb_functions
    /// The file it came from.
    let path: String

    private init(call: lianlu_duckdb_functions, path: String) {
        self.call = call
        self.path = path
    }

    /// DuckDB's version ("v1.5.6").
    var version: String { call.library_version().map { String(cString: $0) } ?? "" }

    private static let loaded = Mutex<DuckDBLibrary?>(nil)

    /// The library: `$LIANLU_DUCKDB_LIBRARY` when set, else a system `libduckdb.so`, else the wheel's library under `.deps/duckdb` of the
    /// folders above the executable or the working folder.
    static func shared() throws(LianluError) -> DuckDBLibrary {
        let result: Result<DuckDBLibrary, LianluError> = loaded.withLock { known in
            if let known { return .success(known) }
            do throws(LianluError) {
                let library = try load()
                known = library
                return .success(library)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func load() throws(LianluError) -> DuckDBLibrary {
        var candidates: [String] = []
        if let chosen = getenv("LIANLU_DUCKDB_LIBRARY"), chosen.pointee != 0 {
            candidates = [String(cString: chosen)]
        } else {
            candidates = ["libduckdb.so"] + wheelLibraries()
        }
        var failures: [String] = []
        for path in candidates {
            var message = [CChar](repeating: 0, count: 512)
            if let table = lianlu_duckdb_load(path, pythonLibrary(for: path), &message, message.count) {
                return DuckDBLibrary(call: table.pointee, path: path)
            }
            let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if path != "libduckdb.so" || candidates.count == 1 { failures.append(text) }
        }
        let detail = failures.isEmpty ? "it is not installed" : failures.joined(separator: "; ")
        throw LianluError(
            .unavailable, "DuckDB's library cannot be loaded: \(detail).",
            hint: "Run scripts/fetch-duckdb.sh (make run does), or set LIANLU_DUCKDB_LIBRARY to a libduckdb.so of version 1.5.")
    }

    /// The wheel's library needs libpython of the version in its name ("cpython-311" → "libpython3.11.so.1.0").
    private static func pythonLibrary(for path: String) -> String? {
        guard let mark = path.range(of: "_duckdb.cpython-") else { return nil }
        let digits = path[mark.upperBound...].prefix { $0.isNumber }
        guard digits.count >= 2 else { return nil }
        return "libpython\(digits.prefix(1)).\(digits.dropFirst()).so.1.0"
    }

    private static func wheelLibraries() -> [String] {
        var starts: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        let length = buffer.withUnsafeMutableBytes {
            readlink("/proc/self/exe", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
        }
        if length > 0 { starts.append(String(decoding: buffer[..<length], as: UTF8.self)) }
        if let folder = getcwd(nil, 0) {
            starts.append(String(cString: folder) + "/.")
            free(folder)
        }
        var found: [String] = []
        for start in starts {
            var folder = start[...]
            while let slash = folder.lastIndex(of: "/") {
                folder = folder[..<slash]
                found += files(in: "\(folder)/.deps/duckdb").filter { !found.contains($0) }
            }
        }
        return found
    }

    private static func files(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix("_duckdb"), name.hasSuffix(".so") { names.append("\(folder)/\(name)") }
        }
        return names.sorted()
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            start = index(after: start)
        }
        return nil
    }
}
