import Foundation
import NIOHTTP1
import Vocabulary

/// Walks the loop on the sample data: origins with spend, links and a page, salespeople and leads, journeys and messages, orders told back to the
/// sandbox's ad platforms. Everything goes through the public API; nothing reaches anybody outside.
struct DemoLoop {
    let admin: LocalClient
    /// Public address, for example "http://127.0.0.1:8170".
    let address: String
    let now: Instant
    let zone: TimeZoneRules

    /// Does it once; a second start finds it done.
    func run() async throws {
        guard try await items("/api/origins").isEmpty else { return }
        let origins = try await makeOrigins()
        try await makeSpend(origins)
        let channels = try await makeChannels()
        let (page, links) = try await makePage(origins)
        try await makeSalespeople(robot: channels.robot)
        let templates = try await makeTemplates(channels)
        try await makeJourneys(templates)
        try await makeAdAccounts(origins)
        try await makeSlot()
        let people = try await walk(page: page, links: links)
        try await shop(people)
        try await work()
        try await tag()
        try await shareAPhone(people)
    }

    // MARK: Help

    func items(_ path: String) async throws -> [JSONValue] { try await admin.call(.GET, path)["items"]?.array ?? [] }

    func post(_ path: String, _ body: JSONValue) async throws -> JSONValue { try await admin.call(.POST, path, body) }

    func id(_ json: JSONValue) throws -> Int64 {
        guard let id = json["id"]?.int ?? json["id"]?.plainText.flatMap({ Int64($0) }) else {
            throw LianluError(.internal, "The demo made something without a number.")
        }
        return id
    }

    /// The same made-up figure for the same place, from 0 up to `most`.
    func dice(_ seed: Int, _ most: Int) -> Int { abs((seed &* 2_654_435_761) >> 7) % most }

    func until(_ what: String, _ check: () async throws -> Bool) async throws {
        for _ in 0..<200 {
            if try await check() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw LianluError(.unavailable, "The demo waited in vain for \(what).", hint: "Start it again with an empty folder.")
    }
}
