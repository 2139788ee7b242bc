import Foundation
import Path
import Storage
import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

/// Why events cannot be taken or stored now.
enum Readiness {
    /// Least free space, in bytes, below which the deployment says so before the disk is full.
    static let leastFreeBytes = 16 << 20

    /// The reason, or nil when all is well.
    static func problem(folder: DataFolder, inbox: any Inbox, projector: Projector) async -> LianluError? {
        if let failure = await inbox.status().failure {
            return LianluError(
                .unavailable, failure, hint: "Nothing accepted is lost. Free space or make the data folder writable; it goes on by itself.",
                retryAfter: 5)
        }
        if let failure = projector.status.failure {
            return LianluError(
                .unavailable, "Events wait: \(failure)", hint: "Nothing accepted is lost; it goes on when the cause is gone.", retryAfter: 5
            )
        }
        var facts = statvfs()
        if statvfs(folder.path, &facts) == 0 {
            if facts.f_flag & UInt(ST_RDONLY) != 0 {
                return LianluError(
                    .unavailable, "The data folder is read-only.", hint: "Make \(folder.path) writable; it goes on by itself.",
                    retryAfter: 5)
            }
            if Int(facts.f_bavail) * Int(facts.f_frsize) < leastFreeBytes {
                return LianluError(
                    .unavailable, "The disk of the data folder is full.", hint: "Free space for \(folder.path); it goes on by itself.",
                    retryAfter: 5)
            }
        }
        return nil
    }
}
