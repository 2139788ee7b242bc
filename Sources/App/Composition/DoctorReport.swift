import Path
import Vocabulary

/// Doctor's findings as JSON: `{"status","checks":[{"name","status","detail","hint"}]}`.
enum DoctorReport {
    static func json(_ checks: [DoctorCheck]) -> JSONValue {
        let worst: DoctorCheck.Status =
            checks.contains { $0.status == .failed } ? .failed : checks.contains { $0.status == .warning } ? .warning : .ok
        return [
            "status": .string(worst.rawValue),
            "checks": .array(
                checks.map {
                    [
                        "name": .string($0.name), "status": .string($0.status.rawValue), "detail": .string($0.detail),
                        "hint": .string($0.hint),
                    ]
                }),
        ]
    }
}
