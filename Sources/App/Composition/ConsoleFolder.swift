import Foundation

/// Finds the built console: `$LIANLU_CONSOLE_DIR`, `console/` beside the program, or `.deps/console` above it (a checkout).
enum ConsoleFolder {
    static func find() -> String? {
        let manager = FileManager.default
        if let chosen = ProcessInfo.processInfo.environment["LIANLU_CONSOLE_DIR"] { return chosen }
        var folder = URL(fileURLWithPath: CommandLine.arguments.first ?? "lianlu").resolvingSymlinksInPath().deletingLastPathComponent()
        if let exact = try? manager.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            folder = URL(fileURLWithPath: exact).deletingLastPathComponent()
        }
        let beside = folder.appendingPathComponent("console").path
        if manager.fileExists(atPath: beside + "/index.html") { return beside }
        while folder.path.count > 1 {
            let candidate = folder.appendingPathComponent(".deps/console").path
            if manager.fileExists(atPath: candidate + "/index.html") { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }
}
