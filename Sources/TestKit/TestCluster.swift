import CPostgres
import Foundation
import Synchronization

/// A private PostgreSQL server for this test process: made on first use under a folder of its own, on a Unix socket, ended with the process.
///
/// PostgreSQL refuses to run as root, so it runs as user `postgres` (or `nobody`) through `setpriv` then.
enum TestCluster {
    private static let binaries = "/usr/lib/postgresql/15/bin"

    /// Whether this machine has PostgreSQL.
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: binaries + "/initdb") }

    private static let started = Mutex<String?>(nil)
    private static let nextDatabase = Atomic<Int>(0)

    /// Makes an empty database and returns its address.
    static func makeDatabase() throws -> String {
        let socket = try start()
        let name = "t\(nextDatabase.add(1, ordering: .relaxed).newValue)"
        try sql("CREATE DATABASE \(name) STRATEGY FILE_COPY", socket)
        return "postgresql://lianlu@/\(name)?host=\(socket)"
    }

    /// Drops a database, and whoever is still connected to it.
    static func dropDatabase(_ url: String) { try? sql("DROP DATABASE IF EXISTS \(name(of: url)) WITH (FORCE)", start()) }

    /// Ends every connection of a database from outside, as a server restart would.
    static func cutConnections(_ url: String) throws {
        try sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name(of: url))'", start())
    }

    private static func name(of url: String) -> Substring { url.dropFirst("postgresql://lianlu@/".count).prefix { $0 != "?" } }

    private static func sql(_ statement: String, _ socket: String) throws {
        // Through libpq, not psql: hundreds of tests start at once, and Foundation's Process fails past about a thousand open files.
        let connection = PQconnectdb("host='\(socket)' user=lianlu dbname=postgres")
        defer { PQfinish(connection) }
        let result = PQexec(connection, statement)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
            throw ClusterFault(description: "\(statement): \(PQerrorMessage(connection).map { String(cString: $0) } ?? "no connection")")
        }
    }

    /// The socket's folder; starts the server the first time.
    private static func start() throws -> String {
        try started.withLock { started in
            if let started { return started }
            let folder = try TestFolder.make()
            let user = geteuid() == 0 ? runnerUser() : nil
            if let user { try run(["/bin/chown", user, folder]) }
            let prefix = user.map { ["/usr/bin/setpriv", "--reuid=\($0)", "--regid=\(groupOf($0))", "--clear-groups"] } ?? []
            try run(
                prefix + ["\(binaries)/initdb", "-D", folder + "/data", "-U", "lianlu", "-E", "UTF8", "--locale=C", "-A", "trust", "-N"])
            // A watchdog ends the server when this process is gone, even after kill −9.
            let server =
                (prefix + [
                    "\(binaries)/postgres", "-D", folder + "/data", "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off",
                    "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", "log_min_messages=fatal",
                ])
                .map { "'\($0)'" }.joined(separator: " ")
            let script = """
                cd / ; \(server) >'\(folder)/log' 2>&1 </dev/null & server=$!
                while kill -0 \(getpid()) 2>/dev/null && kill -0 $server 2>/dev/null; do sleep 1; done
                kill -INT $server 2>/dev/null; wait $server; rm -rf '\(folder)'
                """
            let watchdog = Process()
            watchdog.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
            watchdog.arguments = ["/bin/sh", "-c", script]
            watchdog.standardOutput = FileHandle.nullDevice
            watchdog.standardError = FileHandle.nullDevice
            watchdog.standardInput = FileHandle.nullDevice
            try watchdog.run()
            for _ in 0..<200 {
                if (try? run(["\(binaries)/pg_isready", "-q", "-h", folder])) != nil {
                    started = folder
                    return folder
                }
                usleep(50_000)
            }
            let log = (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "no log"
            throw ClusterFault(description: "PostgreSQL did not start: \(log)")
        }
    }

    private static func runnerUser() -> String { getpwnam("postgres") != nil ? "postgres" : "nobody" }
    private static func groupOf(_ user: String) -> UInt32 { getpwnam(user)?.pointee.pw_gid ?? 65534 }

    private static func run(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ClusterFault(description: "\(words[0]) failed: \(text)") }
    }
}

/// Why the test server is not there.
struct ClusterFault: Error, CustomStringConvertible {
    var description: String
}
