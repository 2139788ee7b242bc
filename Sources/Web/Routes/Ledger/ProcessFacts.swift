import Foundation

/// What the operating system says about this process.
enum ProcessFacts {
    /// Resident memory in bytes; 0 when unknown.
    static func residentBytes() -> Int {
        guard let data = FileManager.default.contents(atPath: "/proc/self/statm") else { return 0 }
        let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }
}
