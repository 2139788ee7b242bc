import Crypto
import Identify
import Profile
import Storage
import Vocabulary

extension Deliveries {
    /// A signed token that withdraws one customer's consent on one channel.
    func unsubscribeToken(_ leaf: LeafNumber, channel: String) async throws -> String {
        let body = Base32.encode(Array("\(leaf.rawValue):\(channel)".utf8))
        return body + "."
            + Base32.encode(Array(HMAC<SHA256>.authenticationCode(for: Array(body.utf8), using: try await signingKey()).prefix(16)))
    }

    /// Withdraws consent for a token; false when it is not ours.
    public func unsubscribe(_ token: String) async throws -> Bool {
        guard let (leaf, channel) = try await unsubscribing(token) else { return false }
        return try await base.store.write { [base] tx in
            try base.outcomes.record(
                "$unsubscribed", leaf: leaf, channel: .email, properties: ["channel": .string(channel)],
                commands: [.consent(purpose: "marketing_\(channel)", granted: false)], in: tx)
        }
    }

    /// Whose consent on which channel a token withdraws; nil when it is not ours.
    func unsubscribing(_ token: String) async throws -> (leaf: LeafNumber, channel: String)? {
        let halves = token.split(separator: ".", maxSplits: 1)
        guard halves.count == 2, token.utf8.count < 300, let given = Base32.decode(halves[1]) else { return nil }
        let code = Array(HMAC<SHA256>.authenticationCode(for: Array(halves[0].utf8), using: try await signingKey()).prefix(16))
        // Compared in constant time.
        guard given.count == code.count, zip(given, code).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0, let body = Base32.decode(halves[0]) else {
            return nil
        }
        let parts = String(decoding: body, as: UTF8.self).split(separator: ":")
        guard parts.count == 2, let leaf = UInt32(parts[0]) else { return nil }
        return (LeafNumber(leaf), String(parts[1]))
    }

    func signingKey() async throws -> SymmetricKey {
        let (base, name) = (base, "deliver.signing")
        let text = try await base.store.write { tx -> String in
            if let known = try base.secrets.get(name, in: tx) { return known.reveal() }
            let made = base.entropy.token(bits: 256)
            try base.secrets.set(name, SecretText(made), in: tx)
            return made
        }
        return SymmetricKey(data: Array(text.utf8))
    }

    /// A customer answered an SMS: R, T, TD, N, 退订 … withdraws consent (facts/channels.md §7.2).
    public func replied(phone: String, text: String) async throws {
        let word = String(
            text.trimmed.unicodeScalars.map { scalar -> Character in
                // Full-width letters as half-width ones.
                (0xFF01...0xFF5E).contains(scalar.value) ? Character(UnicodeScalar(scalar.value - 0xFEE0)!) : Character(scalar)
            }
        ).uppercased()
        guard ["R", "T", "TD", "N", "退订", "拒收", "退"].contains(word) else { return }
        try await base.store.write { [base] tx in
            guard let leaf = try IdentityGraph.leaf(of: Identifier(.phone, phone).normalised(), in: tx) else { return }
            try base.outcomes.record(
                "$unsubscribed", leaf: leaf, channel: .sms, properties: ["channel": "sms", "reply": .string(word)],
                commands: [.consent(purpose: "marketing_sms", granted: false)], in: tx)
        }
    }
}
