import Foundation
import NIOHTTP1
import Vocabulary

/// Sends the demo story through the public ingestion API, as SDKs would.
struct DemoReplay {
    /// The server's own client, for making sources.
    let admin: LocalClient
    /// Public address, for example "http://127.0.0.1:8170".
    let address: String

    /// Makes the sources that are not there yet, sends every message in batches of 100, names the events in the dictionary. Running it again adds nothing
    /// (message ids repeat). Returns how many messages were sent.
    func run(_ story: DemoStory) async throws -> Int {
        let total = story.feeds.reduce(0) { $0 + $1.messages.count }
        var bar = ProgressBar("sample data")
        var sent = 0
        for feed in story.feeds {
            let key = try await serverKey(for: feed)
            let client = LocalClient(url: address, authorization: "Basic " + base64(key + ":"))
            for start in stride(from: 0, to: feed.messages.count, by: 100) {
                let slice = feed.messages[start..<min(start + 100, feed.messages.count)].map(\.json)
                try await client.call(.POST, "/v1/batch", ["batch": .array(slice)])
                sent += slice.count
                bar.show(sent, of: total)
            }
        }
        return sent
    }

    /// Gives the events of the data set their display names.
    func nameEvents() async throws {
        for event in DemoCatalogue.eventNames {
            let path = "/api/dictionary/events/" + Self.percentEncoded(event.name)
            _ = try? await admin.call(
                .PATCH, path, ["displayName": ["zh-Hans": .string(event.hans), "zh-Hant": .string(event.hant), "en": .string(event.en)]])
        }
    }

    private func serverKey(for feed: DemoStory.Feed) async throws -> String {
        let sources = try await admin.call(.GET, "/api/sources?limit=500")["items"]?.array ?? []
        var source = sources.first { $0["name"]?.string == feed.name }
        if source == nil {
            source = try await admin.call(
                .POST, "/api/sources", ["name": .string(feed.name), "channel": .string(feed.channel.name), "kind": "segment"])
        }
        guard let id = source?["id"]?.plainText else { throw LianluError(.internal, "The demo source \(feed.name) could not be made.") }
        let made = try await admin.call(.POST, "/api/sources/\(id)/keys", ["kind": "server", "label": "demo"])
        guard let value = made["value"]?.string else { throw LianluError(.internal, "The demo key of \(feed.name) could not be made.") }
        return value
    }

    private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    static func percentEncoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte == 0x2D
            return isPlain
                ? String(UnicodeScalar(byte))
                : "%" + String(byte >> 4, radix: 16, uppercase: true) + String(byte & 15, radix: 16, uppercase: true)
        }.joined()
    }
}
