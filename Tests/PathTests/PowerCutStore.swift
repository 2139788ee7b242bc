import Foundation
import Storage
import Synchronization

/// The embedded store, with a note of how much of its log has certainly reached the disk.
final class PowerCutStore: OperationalStore {
    private let base: any OperationalStore
    private let log: String
    private let durable = Mutex<UInt64>(0)

    init(_ base: any OperationalStore, log: String) {
        self.base = base
        self.log = log
    }

    var engine: OperationalEngine { base.engine }

    /// Bytes of the log that survive a power cut at this moment.
    var durableBytes: UInt64 { durable.withLock { $0 } }

    private var length: UInt64 { ((try? FileManager.default.attributesOfItem(atPath: log))?[.size] as? UInt64) ?? 0 }

    private func flushed(_ length: UInt64) { durable.withLock { $0 = max($0, length) } }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T { try await base.read(body) }

    func write<T: Sendable>(_ lane: WriteLane, _ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        let result = try await base.write(lane, body)
        flushed(length)
        return result
    }

    func writeAhead<T: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> T) async throws -> T {
        try await base.writeAhead(body)
    }

    func settle() async throws {
        let length = length
        try await base.settle()
        flushed(length)
    }

    func close() async { await base.close() }
}
