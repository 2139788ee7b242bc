import Glibc
import Synchronization
import Vocabulary

/// Keeps a second process (or a second store of this one) away from a file: `flock` on `<path>.lock`, let go at the end of the process at the latest.
final class FileLock: Sendable {
    private let descriptor: Int32
    private let held = Atomic(true)

    /// Takes the lock; throws `unavailable` when another process holds it or the folder cannot be written.
    init(guarding path: String) throws(LianluError) {
        let lockPath = path + ".lock"
        descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SystemFault.error("\(lockPath) cannot be created", errno)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(descriptor)
            throw LianluError(
                .unavailable, "Another process uses \(path).",
                hint: "Only one Lianlu may use a data folder: stop the other one, or give this one another --data-dir.", retryAfter: 5)
        }
    }

    /// Lets go; the file is closed.
    func release() {
        guard held.exchange(false, ordering: .sequentiallyConsistent) else { return }
        // Unlocked by name: a child process being started at this moment may hold a copy of the descriptor.
        flock(descriptor, LOCK_UN)
        Glibc.close(descriptor)
    }

    deinit { release() }
}
