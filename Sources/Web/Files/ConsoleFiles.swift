import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The built console, read once into memory: precompressed where it was built so, immutable where the name carries a hash.
struct ConsoleFiles: Sendable {
    private struct File: Sendable {
        var plain: ByteBuffer
        var packed: ByteBuffer?
        var type: String
        var tag: String
        var immutable: Bool
    }

    private let files: [String: File]

    /// Reads the folder; a missing folder makes an empty set.
    init(folder: String?) {
        var files: [String: File] = [:]
        if let folder, let walk = FileManager.default.enumerator(atPath: folder) {
            for case let path as String in walk where !path.hasSuffix(".gz") && !path.hasSuffix(".map.gz") {
                guard let data = FileManager.default.contents(atPath: folder + "/" + path), !Self.isFolder(folder + "/" + path) else {
                    continue
                }
                let packed = FileManager.default.contents(atPath: folder + "/" + path + ".gz").map { ByteBuffer(bytes: $0) }
                let tag = SHA256.hash(data: data).prefix(12).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                files["/" + path] = File(
                    plain: ByteBuffer(bytes: data), packed: packed, type: ContentType.of(path), tag: "\"\(tag)\"",
                    immutable: Self.isHashed(path))
            }
        }
        self.files = files
    }

    /// The file of that address; for addresses without an extension the application's page; nil for files that do not exist.
    func answer(_ request: Request) -> Reply? {
        let path = request.uri.path
        if let file = files[path == "/" ? "/index.html" : path] { return serve(file, request) }
        guard !(path.split(separator: "/").last ?? "").contains(".") else { return nil }
        guard let index = files["/index.html"] else { return .notBuilt }
        return serve(index, request)
    }

    private func serve(_ file: File, _ request: Request) -> Reply {
        var headers: HTTPFields = [
            .contentType: file.type, .eTag: file.tag, .vary: "Accept-Encoding",
            .cacheControl: file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        if request.headers[.ifNoneMatch] == file.tag { return Reply(status: .notModified, headers: headers, body: ResponseBody()) }
        if let packed = file.packed, request.headers[.acceptEncoding]?.contains("gzip") ?? false {
            headers[.contentEncoding] = "gzip"
            return Reply(headers: headers, body: ResponseBody(byteBuffer: packed))
        }
        return Reply(headers: headers, body: ResponseBody(byteBuffer: file.plain))
    }

    private static func isFolder(_ path: String) -> Bool {
        var folder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &folder) && folder.boolValue
    }

    /// Whether the name carries a hash as the build writes it ("main-ABCD1234.js").
    static func isHashed(_ path: String) -> Bool {
        guard path.hasPrefix("assets/"), let dash = path.lastIndex(of: "-"), let dot = path[dash...].firstIndex(of: ".") else {
            return false
        }
        let hash = path[path.index(after: dash)..<dot]
        return hash.utf8.count == 8 && hash.utf8.allSatisfy { ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x30 && $0 <= 0x39) }
    }
}

extension Reply {
    /// The page in place of a console that was not built.
    fileprivate static let notBuilt = Reply.raw(
        Array(
            """
            <!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>Lianlu 链路</title>
            <style>body{font:16px/1.6 system-ui;max-width:40em;margin:4em auto;padding:0 1em}code{background:#eee;padding:2px 4px}</style>
            <h1>控制台尚未构建</h1><p>服务器正在运行，但没有找到控制台文件。在源码目录运行 <code>make console</code>，然后重新启动 <code>lianlu serve</code>。</p>
            <h1>The console was not built</h1><p>The server is running, but it found no console files. Run <code>make console</code> in the source folder,
            then start <code>lianlu serve</code> again. The API works: see <a href="/readyz">/readyz</a>.</p>
            """.utf8), type: "text/html; charset=utf-8", status: .ok)
}
