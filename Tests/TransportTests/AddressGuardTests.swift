import Testing
import Vocabulary

@testable import Transport

@Suite struct AddressGuardTests {
    private func bytes(_ text: String) -> [UInt8] { text.split(separator: ".").compactMap { UInt8($0) } }

    @Test(arguments: [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255",
    ])
    func privateAddressesAreRefused(text: String) {
        #expect(!AddressGuard.isPublic(bytes(text)))
        // … also inside an IPv6 address.
        #expect(!AddressGuard.isPublic(Array(repeating: 0, count: 10) + [0xFF, 0xFF] + bytes(text)))
        #expect(!AddressGuard.isPublic([0, 0x64, 0xFF, 0x9B] + Array(repeating: 0, count: 8) + bytes(text)))
        #expect(!AddressGuard.isPublic([0x20, 0x02] + bytes(text) + Array(repeating: 1, count: 10)))
    }

    @Test(arguments: ["8.8.8.8", "172.32.0.1", "100.128.0.1", "192.167.1.1", "1.1.1.1"])
    func publicAddressesPass(text: String) { #expect(AddressGuard.isPublic(bytes(text))) }

    @Test func ipv6() {
        #expect(!AddressGuard.isPublic(Array(repeating: 0, count: 15) + [1]))
        #expect(!AddressGuard.isPublic([0xFE, 0x80] + Array(repeating: 0, count: 14)))
        #expect(!AddressGuard.isPublic([0xFD, 0x00] + Array(repeating: 0, count: 14)))
        #expect(AddressGuard.isPublic([0x24, 0x00, 0xCB, 0x00] + Array(repeating: 1, count: 12)))
    }

    @Test func namesAreCheckedByTheirAddress() throws {
        #expect(throws: OutsideError.self) { try AddressGuard(allowsPrivate: false).resolve("localhost") }
        #expect(throws: OutsideError.self) { try AddressGuard(allowsPrivate: false).resolve("[::1]") }
        #expect(throws: OutsideError.self) { try AddressGuard(allowsPrivate: false).resolve("2130706433") }
        #expect(try AddressGuard(allowsPrivate: true).resolve("localhost").contains("127.0.0.1"))
    }

    @Test func hostsOfAddresses() {
        #expect(LiveHTTP.host(of: "https://API.example.com:8443/x?y") == "api.example.com")
        #expect(LiveHTTP.host(of: "http://[::1]:80/") == "[::1]")
        for bad in ["ftp://a/", "https://user@host/", "https:///x", "https://a b/", "javascript:alert(1)", "https://a\\b/"] {
            #expect(LiveHTTP.host(of: bad) == nil)
        }
    }

    @Test func aRefusedAddressIsNeverCalled() async throws {
        let http = LiveHTTP(allowsPrivate: false)
        await #expect(throws: OutsideError.self) { try await http.sender.send(HTTPCall("GET", "http://127.0.0.1:1/")) }
        await http.close()
        let open = LiveHTTP(allowsPrivate: true)
        do {
            _ = try await open.sender.send(HTTPCall("GET", "http://127.0.0.1:1/"))
            Issue.record("nobody listens there")
        } catch OutsideError.notSent {} catch { Issue.record("\(error)") }
        await open.close()
    }
}
