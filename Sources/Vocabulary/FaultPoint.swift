#if DEBUG || LIANLU_FAULTS
    import Synchronization

    #if canImport(Glibc)
        import Glibc
    #endif
#endif

/// Named places where a drill may kill the process, to prove that nothing is lost or doubled.
///
/// Compiled to nothing in a release build unless `-D LIANLU_FAULTS`. With the environment variable `LIANLU_FAULT=name:n` the process ends with
/// `_exit(137)` at the n-th passage of that point, as if by kill −9.
public enum FaultPoint {
    #if DEBUG || LIANLU_FAULTS
        private struct Plan: Sendable {
            var name: String
            var remaining: Int
        }

        private static let plan = Mutex<Plan?>(
            {
                guard let raw = getenv("LIANLU_FAULT") else { return nil }
                let parts = String(cString: raw).split(separator: ":", maxSplits: 1)
                guard let name = parts.first else { return nil }
                return Plan(name: String(name), remaining: parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
            }())

        /// Passes this point, or ends the process when the drill's plan says so.
        public static func reach(_ name: String) {
            plan.withLock { plan in
                guard var current = plan, current.name == name else { return }
                current.remaining -= 1
                plan = current
                if current.remaining <= 0 { _exit(137) }
            }
        }
    #else
        /// Nothing in a release build.
        @inline(__always)
        public static func reach(_ name: StaticString) {}
    #endif
}
