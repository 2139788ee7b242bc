public import Vocabulary

/// An uploaded file and what became of it.
public struct ImportState: Sendable, Equatable {
    /// Where it is in its life.
    public enum Status: String, Sendable, CaseIterable {
        /// Waits for a mapping.
        case uploaded
        /// Being read; goes on after a restart.
        case running
        case done
        /// Stopped by an error; may be started again and goes on where it was.
        case failed
        /// Stopped by a person; may be started again too.
        case cancelled
    }

    /// Its number.
    public var id: Int64
    /// The file's name as uploaded.
    public var filename: String
    /// Where the file is on disk.
    public var path: String
    /// What sort of file.
    public var format: ImportFormat
    /// Where it is in its life.
    public var status: Status
    /// What was asked for; nil before the start.
    public var request: JSONValue?
    /// Rows in all: an estimate until done.
    public var total: Int
    /// Rows read.
    public var processed: Int
    /// Rows taken.
    public var accepted: Int
    /// Rows refused.
    public var refused: Int
    /// Number of the last row dealt with.
    var position: Int
    /// Who uploaded it.
    public var createdBy: String
    /// When it was uploaded.
    public var createdAt: Instant
    /// When it was first started.
    public var startedAt: Instant?
    /// When it ended, in whatever way.
    public var finishedAt: Instant?
    /// Why it failed.
    public var error: String?

    /// As JSON, as in GET /api/imports/{id}.
    public var json: JSONValue {
        [
            "id": .int(id), "filename": .string(filename), "format": .string(format.rawValue),
            "status": .string(status.rawValue),
            "target": request?["target"] ?? .null, "total": .int(total), "processed": .int(processed), "accepted": .int(accepted),
            "refused": .int(refused), "createdBy": .string(createdBy), "createdAt": .string(ISO8601.format(createdAt)),
            "startedAt": .optional(startedAt.map { ISO8601.format($0) }), "finishedAt": .optional(finishedAt.map { ISO8601.format($0) }),
            "error": .optional(error),
        ]
    }
}
