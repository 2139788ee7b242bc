#if canImport(Glibc)
    import Glibc
#endif

/// Where the embedded behavioural store lives and what it may use.
public struct DuckDBOptions: Sendable {
    /// The database file ("…/behaviour.duckdb").
    public var path: String
    /// Memory it may use, in bytes.
    public var memoryBytes: Int64
    /// Threads DuckDB may use for one question.
    public var threads: Int
    /// Questions that run at the same time.
    public var readers: Int
    /// Bytes of write-ahead log after which an append also writes a checkpoint.
    public var checkpointBytes: Int64

    /// A store at that path with the defaults: an eighth of the machine's memory, 512 MB at most; all cores; 2 readers; checkpoints at 128 MB of log.
    public init(path: String) {
        self.path = path
        memoryBytes = Self.defaultMemoryBytes
        threads = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        readers = 2
        checkpointBytes = 128 << 20
    }

    /// An eighth of the machine's (or the container's) memory, 512 MB at most, 256 MB at least. More would only keep blocks read or written
    /// lately, which the system's file cache does as well: with 1 GB, memory under a flood goes on rising for minutes.
    public static var defaultMemoryBytes: Int64 {
        let machine = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        return min(max(min(machine, containerBytes ?? machine) / 8, 256 << 20), 512 << 20)
    }

    private static var containerBytes: Int64? {
        guard let file = fopen("/sys/fs/cgroup/memory.max", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 64)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let value = atoll(line)
        return value > 0 ? Int64(value) : nil
    }
}
