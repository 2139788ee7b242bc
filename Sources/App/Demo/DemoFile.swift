import Foundation

/// Finds `.deps/demo/ecom.csv.gz` above the program or the working folder.
enum DemoFile {
    static func find() -> String? {
        let manager = FileManager.default
        let program = (try? manager.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map {
            URL(fileURLWithPath: $0).deletingLastPathComponent()
        }
        for start in [program, URL(fileURLWithPath: manager.currentDirectoryPath)] {
            guard var folder = start else { continue }
            while folder.path.count > 1 {
                let candidate = folder.appendingPathComponent(".deps/demo/ecom.csv.gz").path
                if manager.fileExists(atPath: candidate) { return candidate }
                folder.deleteLastPathComponent()
            }
        }
        return nil
    }
}
