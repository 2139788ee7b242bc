import Foundation
import Identify
import Profile
import Storage
import Synchronization
import TestKit
import Vocabulary

@testable import Touchpoint

/// The room over a fresh store; what it hands to the inbox is projected and reacted to as the path would do it.
final class TouchBench: Sendable {
    let room: RoomBench
    let points: Touchpoints
    let reaction: TouchpointReaction
    /// Number of the source of the landing pages' browser key.
    static let pages: Int32 = 4

    private let box: Box

    final class Box: Sendable {
        let events = Mutex<[IncomingEvent]>([])
        let failures = Mutex(0)
        let matches = Mutex<Set<Int64>>([])
        let asked = Mutex<[[LeafNumber]]>([])
        let isBroken = Mutex(false)
    }

    private init(_ room: RoomBench, folder: String) async throws {
        let box = Box()
        self.box = box
        self.room = room
        points = Touchpoints(
            room.base,
            parts: .init(
                accept: { events in
                    let fails = box.failures.withLock { count -> Bool in
                        count -= 1
                        return count >= 0
                    }
                    if fails { throw LianluError(.unavailable, "The inbox is full.", retryAfter: 1) }
                    box.events.withLock { $0 += events }
                }, pageKey: { "lk_b_test" }, mediaFolder: folder,
                matching: { rules, leaves in
                    if box.isBroken.withLock({ $0 }) { throw LianluError(.unavailable, "The audience room is away.") }
                    box.asked.withLock { $0.append(leaves) }
                    return box.matches.withLock { $0 }.intersection(rules.map(\.content))
                }))
        try await points.prepare()
        reaction = TouchpointReaction(points, pages: { Self.pages })
    }

    static func with(_ engine: OperationalEngine, _ body: @escaping @Sendable (TouchBench) async throws -> Void) async throws {
        try await TestFolder.with { folder in
            try await RoomBench.with(engine) { room in try await body(try await TouchBench(room, folder: folder)) }
        }
    }

    /// Events the room made durable and nobody has projected yet.
    var waiting: [IncomingEvent] { box.events.withLock { $0 } }

    /// The next calls of accept fail.
    func fail(times: Int) { box.failures.withLock { $0 = times } }

    /// Contents whose rule matches whoever is asked about.
    func match(_ contents: Set<Int64>) { box.matches.withLock { $0 = contents } }

    /// Rules cannot be evaluated from now on.
    func breakMatching() { box.isBroken.withLock { $0 = true } }

    /// Whose facts the rules were asked about, call by call.
    var asked: [[LeafNumber]] { box.asked.withLock { $0 } }

    /// Projects what waits and reacts to it; repeats are dropped by their key.
    @discardableResult
    func settle() async throws -> [ResolvedEvent] {
        var seen: Set<Hash128> = []
        let events = box.events.withLock { events in
            defer { events = [] }
            return events.filter { seen.insert($0.dedupeKey).inserted }
        }
        var done: [ResolvedEvent] = []
        for event in events {
            let (base, projection) = (room.base, ProfileProjection())
            let item = try await base.store.write(.projection) { tx in
                let leaf = try base.graph.resolve([event], in: tx)[0].leaf
                let item = ResolvedEvent(event: event, leaf: leaf, ordinal: try tx.take(from: "event"))
                _ = try projection.apply([item], in: tx)
                return item
            }
            try await room.react(reaction, item)
            done.append(item)
        }
        return done
    }

    func visit(_ address: String, id: String? = "visitor-0001", agent: String = "Mozilla/5.0 (iPhone) Mobile Safari") -> Visit {
        Visit(address: address, cookieID: id, referrer: nil, agent: agent, network: "203.0.113.77", entropy: room.base.entropy)
    }

    /// A published page made from the starter.
    func page(_ change: (inout JSONValue) -> Void = { _ in }) async throws -> LandingPage {
        var content = BlockCatalogue.starter(title: "示例")
        change(&content)
        let page = try await points.createPage(name: "示例", slug: nil, content: content)
        return try await points.publish(page.id, revision: 1, by: "account:1")
    }

    /// The token in a page's form.
    static func token(in shown: Touchpoints.Shown) -> String {
        guard case .page(let html, _, _) = shown, let start = html.firstRange(of: "name=\"_token\" value=\"")?.upperBound else { return "" }
        return String(html[start...].prefix { $0 != "\"" })
    }

    /// Opens the page and sends its form after a while.
    @discardableResult
    func send(
        _ page: LandingPage, phone: String, id: String = "visitor-0001", wait: Int64 = 5_000, more: [String: String] = [:]
    ) async throws -> Touchpoints.FormAnswer {
        let token = Self.token(in: try await points.open(slug: page.slug, visit("/p/\(page.slug)", id: id)))
        room.time.advance(milliseconds: wait)
        var fields = ["_token": token, "_form": "form", "_consent": "1", "f_phone": phone]
        fields.merge(more) { $1 }
        return try await points.submit(slug: page.slug, fields: fields, visit("/p/\(page.slug)/form", id: id))
    }

    func count(_ sql: String) async throws -> Int64 { try await room.store.read { tx in try tx.first(sql) { $0.integer(0) } ?? 0 } }
}
