import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Vocabulary

/// Somebody with a phone who clicks an ad, reads the page and leaves a number: over HTTP, as browsers do.
struct DemoVisitor {
    let address: String
    private(set) var cookie = ""
    private(set) var html = ""

    init(address: String) { self.address = address }

    private static let agent =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49"

    /// Opens a link with its query; the page is shown in place.
    mutating func open(_ path: String) async throws {
        var request = HTTPClientRequest(url: address + path)
        request.headers.add(name: "User-Agent", value: Self.agent)
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        html = String(decoding: Array(try await response.body.collect(upTo: 4 << 20).readableBytesView), as: UTF8.self)
        if let given = response.headers["Set-Cookie"].first(where: { $0.hasPrefix("lianlu_id=") }) {
            cookie = String(given.prefix { $0 != ";" })
        }
    }

    /// Sends the form of the page it sees. At least two seconds after opening: machines are quicker than people.
    func submit(page slug: String, phone: String, name: String, city: String) async throws {
        guard let start = html.firstRange(of: "name=\"_token\" value=\"")?.upperBound,
            let end = html[start...].firstIndex(of: "\"")
        else { throw LianluError(.internal, "The demo page has no form.") }
        let fields = [
            ("_token", String(html[start..<end])), ("_form", "form"), ("_consent", "1"), ("_marketing", "1"), ("f_phone", phone),
            ("f_name", name), ("f_city", city),
        ]
        var request = HTTPClientRequest(url: "\(address)/p/\(slug)/form")
        request.method = .POST
        request.headers.add(name: "User-Agent", value: Self.agent)
        request.headers.add(name: "Cookie", value: cookie)
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(
            ByteBuffer(string: fields.map { $0.0 + "=" + DemoReplay.percentEncoded($0.1) }.joined(separator: "&")))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        _ = try await response.body.collect(upTo: 4 << 20)
        guard response.status == .ok else { throw LianluError(.internal, "The demo form was refused with \(response.status.code).") }
    }
}
