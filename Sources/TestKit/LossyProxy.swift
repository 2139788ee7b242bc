import Foundation
import Glibc
import Synchronization

/// Stands between a client and a test's PostgreSQL server and cuts a connection between a COMMIT and its answer: the server has stored it, the client does not
/// know.
///
///     let proxy = try LossyProxy(to: url)
///     proxy.loseCommit(of: "INSERT INTO")          // once, of a transaction in which these words are sent
public final class LossyProxy: Sendable {
    private struct State {
        var marker: String?
        var lost = 0
    }

    /// The address to connect to instead.
    public let url: String
    private let folder: String
    private let target: String
    private let listener: Int32
    private let state = Mutex(State())

    /// Listens on a socket of its own in front of the server of that address (``TestStores/withPostgresURL(_:)``).
    public init(to url: String) throws {
        let parts = url.components(separatedBy: "host=")
        guard parts.count == 2 else { throw POSIXError(.EINVAL) }
        folder = try TestFolder.make()
        self.url = parts[0] + "host=" + folder
        target = parts[1] + "/.s.PGSQL.5432"
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let bound = Self.withAddress(folder + "/.s.PGSQL.5432") { bind(listener, $0, $1) }
        guard listener >= 0, bound == 0, listen(listener, 64) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        Thread.detachNewThread { [self] in acceptLoop() }
    }

    /// From now on the answer is lost to the next COMMIT of a transaction in which these words were sent ("" = of any that writes). A statement's words are sent
    /// when a connection prepares it, the first time.
    public func loseCommit(of words: String) { state.withLock { $0.marker = words } }

    /// How many answers were lost.
    public var lost: Int { state.withLock { $0.lost } }

    /// Stops listening; connections that are open stay.
    public func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func acceptLoop() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            guard Self.withAddress(target, { connect(server, $0, $1) }) == 0 else {
                Glibc.close(client)
                Glibc.close(server)
                continue
            }
            let link = Link(client: client, server: server)
            Thread.detachNewThread { [self] in link.pumpRequests { isLost($0) } }
            Thread.detachNewThread { link.pumpAnswers() }
        }
    }

    private func isLost(_ transaction: [UInt8]) -> Bool {
        state.withLock { state in
            guard let marker = state.marker, transaction.contains(text: "READ WRITE"), marker.isEmpty || transaction.contains(text: marker)
            else {
                return false
            }
            state.marker = nil
            state.lost += 1
            return true
        }
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}

/// One connection and its way on.
private final class Link: Sendable {
    private let client: Int32
    private let server: Int32
    private let swallows = Atomic(false)
    private let pumps = Atomic(2)

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    func pumpRequests(_ isLost: ([UInt8]) -> Bool) {
        // What was sent since BEGIN.
        var transaction: [UInt8] = []
        while let bytes = Self.read(client) {
            if bytes.contains(text: "BEGIN") { transaction = [] }
            transaction += bytes
            // libpq sends it alone: Q, length, text, NUL.
            if bytes == [0x51, 0, 0, 0, 11] + Array("COMMIT".utf8) + [0], isLost(transaction) {
                swallows.store(true, ordering: .sequentiallyConsistent)
            }
            if !Self.write(server, bytes) { break }
        }
        end()
    }

    func pumpAnswers() {
        while let bytes = Self.read(server) {
            // The server has done it and says so: nobody hears it.
            if swallows.load(ordering: .sequentiallyConsistent) || !Self.write(client, bytes) { break }
        }
        end()
    }

    private func end() {
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
        guard pumps.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 else { return }
        Glibc.close(client)
        Glibc.close(server)
    }

    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        return count > 0 ? Array(bytes[..<count]) : nil
    }

    private static func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

extension [UInt8] {
    fileprivate func contains(text: String) -> Bool { firstRange(of: Array(text.utf8)) != nil }
}
