import Foundation
import Vocabulary

/// Where everything of one deployment lives.
struct DataFolder: Sendable {
    /// Absolute path of the folder.
    let path: String

    init(_ path: String) {
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    var operational: String { path + "/operational.sqlite" }
    var inbox: String { path + "/inbox.sqlite" }
    var behaviour: String { path + "/behaviour.duckdb" }
    var key: String { path + "/key" }
    var socket: String { path + "/lianlu.sock" }
    var imports: String { path + "/imports" }
    /// Uploaded pictures of landing pages.
    var media: String { path + "/media" }
    /// Keyed hashes of erased identifiers, one a line; kept apart from backups like the key, so that a restore brings nobody back.
    var erased: String { path + "/erased" }

    /// Makes the folder (mode 0700) when it is missing; throws when it cannot be used.
    func prepare() throws {
        let manager = FileManager.default
        do {
            for folder in [path, imports, media] where !manager.fileExists(atPath: folder) {
                try manager.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
        } catch {
            throw LianluError(
                .unavailable, "Cannot make the data folder \(path): \(error.localizedDescription)",
                hint: "Choose a folder this user may write with --data-dir.")
        }
    }
}
