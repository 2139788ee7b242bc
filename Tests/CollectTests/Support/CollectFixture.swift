import Storage
import Synchronization
import Vocabulary

@testable import Collect

/// An inbox in memory that can be told to refuse.
final class MemoryInbox: Inbox {
    struct State {
        var entries: [InboxEntry] = []
        var failure: LianluError?
    }

    let state = Mutex(State())

    func accept(_ entry: InboxEntry, done: @escaping @Sendable (Result<Void, any Error>) -> Void) {
        let failure = state.withLock { state in
            if state.failure == nil { state.entries.append(entry) }
            return state.failure
        }
        done(failure.map { .failure($0) } ?? .success(()))
    }

    func batches(after sequence: Int64, limitBytes: Int) async throws -> [InboxBatch] { [] }
    func remove(through sequence: Int64) async throws {}
    func waitForBatch(after sequence: Int64) async throws {}
    func status() async -> InboxStatus { InboxStatus(capBytes: 1) }
    func close() async {}

    func fail(_ error: LianluError?) { state.withLock { $0.failure = error } }

    /// Every event, decoded from what would be on disk.
    var events: [IncomingEvent] {
        state.withLock { state in
            var events: [IncomingEvent] = []
            for entry in state.entries {
                var reader = ByteReader(entry.payload)
                while !reader.isAtEnd { if let event = try? EventCodec.decode(&reader) { events.append(event) } else { break } }
            }
            return events
        }
    }

    var accepted: Int { state.withLock { $0.entries.reduce(0) { $0 + $1.accepted.values.reduce(0, +) } } }
    var rejected: [String: Int] {
        state.withLock { state in
            var total: [String: Int] = [:]
            for entry in state.entries { for reasons in entry.rejected.values { total.merge(reasons) { $0 + $1 } } }
            return total
        }
    }
}

/// A door with three keys: "server", "browser" (bound to shop.example, signs with "secret"), "paused".
struct CollectFixture {
    static let now = ISO8601.parse("2026-11-23T04:00:00Z")!

    let inbox = MemoryInbox()
    let feed = LiveFeed()
    let collector: Collector

    init(limits: CollectLimits = CollectLimits(), channel: Channel = .server, now: Instant = Self.now) {
        let server = SourceGrant(source: 1, name: "server", channel: channel, trust: .trusted)
        let browser = SourceGrant(
            source: 2, name: "browser", channel: .web, trust: .claimed, origins: ["https://shop.example", "https://*.brand.example"],
            identifySecret: Array("secret".utf8))
        let paused = SourceGrant(source: 3, name: "paused", channel: .web, trust: .trusted, paused: true)
        let grants = ["server": server, "browser": browser, "paused": paused]
        collector = Collector(grants: { key, _ in grants[key] }, inbox: inbox, clock: WallClock { now }, limits: limits, live: feed)
    }

    func send(
        _ method: String = "POST", _ path: String, _ body: String = "", query: String = "", headers: [String: String] = [:],
        remote: String = "192.0.2.1"
    )
        async -> CollectReply
    { await send(method, path, bytes: Array(body.utf8), query: query, headers: headers, remote: remote) }

    func send(
        _ method: String = "POST", _ path: String, bytes: [UInt8], query: String = "", headers: [String: String] = [:],
        remote: String = "192.0.2.1"
    ) async -> CollectReply {
        await collector.accept(CollectRequest(method: method, path: path, query: query, headers: headers, body: bytes, remote: remote))
    }

    static func basic(_ user: String) -> [String: String] { ["authorization": "Basic " + Base64.encode(Array("\(user):".utf8))] }
}

extension CollectReply {
    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
}

extension IncomingEvent {
    var json: JSONValue { (try? JSONValue(parsing: properties)) ?? .null }

    /// "set name=\"x\"" and so on: commands in one readable line each.
    var summary: [String] {
        commands.map { command in
            switch command {
            case .trait(let change): "\(change.operation) \(change.name)=\(String(decoding: change.value, as: UTF8.self))"
            case .tag(let name, let group, let on): "tag \(group)/\(name) \(on)"
            case .consent(let purpose, let granted): "consent \(purpose) \(granted)"
            case .alias(let from, let into): "alias \(from.line) -> \(into.line)"
            case .unbind(let identifier): "unbind \(identifier.line)"
            case .clearTraits: "clear"
            case .product(let scope, let id, let attributes): "product \(scope)/\(id) \(String(decoding: attributes, as: UTF8.self))"
            case .removeProduct(let scope, let id): "remove product \(scope)/\(id)"
            }
        }
    }

    var who: [String] { identifiers.map(\.line) }
}

extension Identifier {
    var line: String { scope.isEmpty ? "\(kind):\(value)" : "\(kind)(\(scope)):\(value)" }
}

/// SplitMix64, for repeatable fuzzing.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

/// URL-encodes a form value.
func formEncoded(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: out.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }
    return out
}
