import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A progress line on standard error, only when that is a terminal.
struct ProgressBar {
    private let title: String
    private let enabled = isatty(2) == 1
    private var lastPercent = -1

    init(_ title: String) { self.title = title }

    mutating func show(_ done: Int, of total: Int) {
        guard enabled, total > 0 else { return }
        let percent = min(100, done * 100 / total)
        guard percent != lastPercent else { return }
        lastPercent = percent
        let filled = percent * 30 / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        FileHandle.standardError.write(Data("\r\(title) \(bar) \(percent) % (\(done)/\(total))\(percent == 100 ? "\n" : "")".utf8))
    }
}
