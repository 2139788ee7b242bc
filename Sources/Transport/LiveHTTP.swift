import AsyncHTTPClient
import Dispatch
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
public import Vocabulary

/// The live HTTP client behind ``HTTPSender``: one client per host, bound to the address that was checked, so that a name that changes its address between
/// check and call (DNS rebinding) reaches nothing else. Redirects are not followed.
public final class LiveHTTP: Sendable {
    private struct Host {
        var client: HTTPClient
        var address: String
        var checked: ContinuousClock.Instant
    }

    private let wall: AddressGuard
    private let hosts = Mutex<[String: Host]>([:])
    private let threads = DispatchQueue(label: "lianlu.names", attributes: .concurrent)
    /// How long a checked address is used, then it is looked up again.
    private static let lifetime = Duration.seconds(60)
    private static let mostHosts = 200

    /// A client; without `allowsPrivate` private networks cannot be reached.
    public init(allowsPrivate: Bool) { wall = AddressGuard(allowsPrivate: allowsPrivate) }

    /// The client as a value.
    public var sender: HTTPSender { HTTPSender { call in try await self.send(call) } }

    /// Ends all connections.
    public func close() async {
        let clients = hosts.withLock { hosts in
            defer { hosts = [:] }
            return hosts.values.map(\.client)
        }
        for client in clients { try? await client.shutdown() }
    }

    private func send(_ call: HTTPCall) async throws -> HTTPAnswer {
        guard let host = Self.host(of: call.url) else {
            throw OutsideError.refused("“\(call.url.prefix(100))” is not an http or https address.")
        }
        let client = try await client(for: host)
        var request = HTTPClientRequest(url: call.url)
        request.method = .init(rawValue: call.method)
        for header in call.headers { request.headers.add(name: header.name, value: header.value) }
        if !call.headers.contains(where: { $0.name.lowercased() == "user-agent" }) {
            request.headers.add(name: "User-Agent", value: "lianlu")
        }
        if !call.body.isEmpty { request.body = .bytes(ByteBuffer(bytes: call.body)) }
        do {
            let response = try await client.execute(request, timeout: .milliseconds(call.timeoutMilliseconds))
            let body = try await response.body.collect(upTo: 2 << 20)
            return HTTPAnswer(Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: Array(buffer: body))
        } catch let error as HTTPClientError where error == .connectTimeout || error == .getConnectionFromPoolTimeout {
            throw OutsideError.notSent("No connection to \(host) in time.")
        } catch let error as NIOConnectionError {
            throw OutsideError.notSent("No connection to \(host): \(error.connectionErrors.first.map { "\($0.error)" } ?? "refused").")
        } catch let error as IOError where error.errnoCode == 111 {
            throw OutsideError.notSent("\(host) refused the connection.")
        } catch is NIOTooManyBytesError {
            throw OutsideError.unknown("The answer of \(host) was larger than 2 MB.")
        } catch is CancellationError {
            throw OutsideError.unknown("The call was cut off.")
        } catch {
            throw OutsideError.unknown("No answer from \(host): \(error).")
        }
    }

    private func client(for host: String) async throws -> HTTPClient {
        if let known = hosts.withLock({ $0[host] }), known.checked.duration(to: .now) < Self.lifetime { return known.client }
        let wall = wall
        let addresses = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<[String], any Error>) in
            threads.async {
                do { continuation.resume(returning: try wall.resolve(host)) } catch { continuation.resume(throwing: error) }
            }
        }
        let (client, old) = hosts.withLock { hosts -> (HTTPClient, [HTTPClient]) in
            if var known = hosts[host], addresses.contains(known.address) {
                known.checked = .now
                hosts[host] = known
                return (known.client, [])
            }
            var old: [HTTPClient] = []
            if let stale = hosts.removeValue(forKey: host) { old.append(stale.client) }
            if hosts.count >= Self.mostHosts, let oldest = hosts.min(by: { $0.value.checked < $1.value.checked })?.key {
                old.append(hosts.removeValue(forKey: oldest)!.client)
            }
            var configuration = HTTPClient.Configuration()
            configuration.redirectConfiguration = .disallow
            configuration.timeout.connect = .seconds(5)
            configuration.dnsOverride = [host: addresses[0]]
            configuration.httpVersion = .http1Only
            let made = Host(
                client: HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration), address: addresses[0], checked: .now)
            hosts[host] = made
            return (made.client, old)
        }
        for client in old { Task { try? await client.shutdown() } }
        return client
    }

    /// The host of an http(s) address, without user, port and path; nil for anything else.
    static func host(of url: String) -> String? {
        guard url.hasPrefix("https://") || url.hasPrefix("http://"), !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x5C }) else {
            return nil
        }
        let rest = url.drop { $0 != ":" }.dropFirst(3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@"), !authority.isEmpty else { return nil }
        if authority.hasPrefix("[") { return authority.firstIndex(of: "]").map { String(authority[...$0]) } }
        return String(authority.prefix { $0 != ":" }).lowercased()
    }
}
