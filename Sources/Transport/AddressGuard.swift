import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

/// Decides which addresses outgoing calls may reach: a webhook that somebody typed in must not reach the machines behind our own wall (SSRF).
public struct AddressGuard: Sendable {
    /// Whether private networks may be reached (a deployment's choice; the sandbox lives on loopback).
    public var allowsPrivate: Bool

    /// A guard.
    public init(allowsPrivate: Bool) { self.allowsPrivate = allowsPrivate }

    /// The addresses of a host, every one of them checked. Blocks; call it on a thread of its own.
    ///
    /// - Throws: ``OutsideError/notSent(_:)`` when the name is unknown, ``OutsideError/refused(_:)`` when one of its addresses is private.
    func resolve(_ host: String) throws(OutsideError) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        guard getaddrinfo(bare, nil, &hints, &list) == 0, let first = list else {
            throw .notSent("The name \(host) is not known.")
        }
        defer { freeaddrinfo(first) }
        var found: [String] = []
        var next: UnsafeMutablePointer<addrinfo>? = first
        while let item = next {
            if let address = Self.bytes(of: item.pointee) {
                guard allowsPrivate || Self.isPublic(address.bytes) else {
                    throw .refused("\(host) leads to \(address.text), which is inside a private network.")
                }
                if !found.contains(address.text) { found.append(address.text) }
            }
            next = item.pointee.ai_next
        }
        guard !found.isEmpty else { throw .notSent("The name \(host) has no address.") }
        return found
    }

    private static func bytes(of item: addrinfo) -> (bytes: [UInt8], text: String)? {
        var text = [CChar](repeating: 0, count: 64)
        if item.ai_family == AF_INET {
            return item.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
                var address = pointer.pointee.sin_addr
                inet_ntop(AF_INET, &address, &text, 64)
                return (
                    withUnsafeBytes(of: address) { Array($0) },
                    String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                )
            }
        }
        if item.ai_family == AF_INET6 {
            return item.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                var address = pointer.pointee.sin6_addr
                inet_ntop(AF_INET6, &address, &text, 64)
                return (
                    withUnsafeBytes(of: address) { Array($0) },
                    String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                )
            }
        }
        return nil
    }

    /// Whether an address (4 or 16 bytes) belongs to the public internet. Refused: "this" network, private, shared, loopback, link-local (cloud metadata),
    /// documentation, benchmark, multicast and reserved ranges, and IPv6 forms that hold such an IPv4 address (IANA special-purpose registries).
    static func isPublic(_ bytes: [UInt8]) -> Bool {
        if bytes.count == 4 {
            switch (bytes[0], bytes[1], bytes[2]) {
            case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (192, 168, _), (192, 0, 0), (192, 0, 2), (198, 51, 100), (203, 0, 113):
                return false
            case (100, 64...127, _), (172, 16...31, _), (198, 18...19, _): return false
            case (224...255, _, _): return false
            default: return true
            }
        }
        guard bytes.count == 16 else { return false }
        // ::, ::1, v4-mapped, v4-compatible, NAT64, 6to4
        if bytes[0..<12].allSatisfy({ $0 == 0 }) { return false }
        if bytes[0..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF { return isPublic(Array(bytes[12...])) }
        if bytes[0] == 0, bytes[1] == 0x64, bytes[2] == 0xFF, bytes[3] == 0x9B { return isPublic(Array(bytes[12...])) }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return isPublic(Array(bytes[2..<6])) }
        // unique local, link-local, multicast, documentation; only 2000::/3 is given out at all
        if bytes[0] == 0x20, bytes[1] == 0x01, bytes[2] == 0x0D, bytes[3] == 0xB8 { return false }
        return bytes[0] & 0xE0 == 0x20
    }
}
