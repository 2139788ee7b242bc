import Foundation
import Vocabulary

/// What a backup says about itself; written last, so that a folder without it is no backup.
struct BackupManifest: Sendable {
    static let file = "backup.json"

    var version: String
    var engine: String
    var batch: Int64
    var madeAt: Instant

    var json: JSONValue {
        [
            "lianlu": .string(version), "format": 1, "engine": .string(engine), "batch": .int(batch),
            "madeAt": .string(ISO8601.format(madeAt)),
        ]
    }

    init(version: String, engine: String, batch: Int64, madeAt: Instant) {
        self.version = version
        self.engine = engine
        self.batch = batch
        self.madeAt = madeAt
    }

    /// Reads the manifest of a backup folder.
    init(folder: String) throws {
        guard let data = FileManager.default.contents(atPath: folder + "/" + Self.file), let json = try? JSONValue(parsing: Array(data))
        else {
            throw LianluError(
                .notFound, "\(folder) is not a backup: \(Self.file) is missing or damaged.",
                hint: "Name the folder that `lianlu backup` wrote.")
        }
        guard json["format"]?.int == 1 else {
            throw LianluError(
                .unusableData, "The backup was made by a newer lianlu (\(json["lianlu"]?.string ?? "?")).",
                hint: "Use that version to restore it.")
        }
        version = json["lianlu"]?.string ?? "?"
        engine = json["engine"]?.string ?? "sqlite"
        batch = json["batch"]?.int ?? 0
        madeAt = json["madeAt"]?.string.flatMap { ISO8601.parse($0) } ?? Instant(milliseconds: 0)
    }
}
