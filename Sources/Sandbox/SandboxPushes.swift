public import Vocabulary

/// A platform that pushes what became of messages, and what customers answered, to an address of the account.
public protocol SandboxPushes: SandboxPlatform {
    /// The bodies that tell what became of the messages of a call it took; empty when the call sent none.
    func receipts(of request: SandboxRequest, _ answer: SandboxAnswer, at now: Instant) -> [JSONValue]
    /// The body that tells what somebody answered.
    func reply(from phone: String, _ text: String, at now: Instant) -> JSONValue
    /// Whether the other side said that it took a push.
    func isTaken(_ answer: JSONValue?) -> Bool
}

extension SandboxWorld {
    /// What came of a push.
    public struct Push: Sendable {
        /// HTTP status; 0 when no answer came.
        public var status: Int
        /// Whether the other side took it.
        public var isTaken: Bool
        /// What it answered, or why there is no answer.
        public var answer: JSONValue
    }

    /// How often a push is tried that was not taken.
    static let pushTries = 3

    /// Sends a customer's answer to the address of that platform. Throws `not_found` for a platform that pushes nothing, `conflict` without an address.
    public func reply(_ name: String, from phone: String, text: String) async throws -> Push {
        let platform = try pushing(name)
        guard let address = await address(of: name) else {
            throw LianluError(
                .conflict, "The sandbox does not know where to push.",
                hint: "Set the address, or make an SMS account that uses this sandbox: it is found by itself.")
        }
        return await push(
            platform, to: address, platform.reply(from: phone, text, at: clock.now),
            ["push": "reply", "phone": .string(phone), "text": .string(text)])
    }

    /// Where a platform pushes to: what was set, else what this deployment has; nil for neither.
    public func address(of name: String) async -> String? {
        if let set = pushAddress(of: name) { return set }
        return await findAddress(name)
    }

    /// Sets where a platform pushes to; "" goes back to what is found by itself. Throws `not_found` for a platform that pushes nothing, `bad_request` for
    /// what is no http address.
    public func setAddress(_ address: String, of name: String) throws {
        _ = try pushing(name)
        guard address.isEmpty || address.hasPrefix("http://") || address.hasPrefix("https://") else {
            throw LianluError(
                .badRequest, "That is no address.", hint: "Copy the “hook” of the channel account: http://…/hooks/messages/1/SECRET.")
        }
        setPushAddress(address.isEmpty ? nil : address, of: name)
    }

    private func pushing(_ name: String) throws -> any SandboxPushes {
        guard let platform = platform(name) as? any SandboxPushes else {
            throw LianluError(.notFound, "This platform pushes nothing.", hint: "The SMS platforms do.")
        }
        return platform
    }

    /// Tells what became of the messages of a call, a little later, as the real ones do.
    func pushReceipts(_ name: String, _ request: SandboxRequest, _ answer: SandboxAnswer) {
        guard answer.isAccepted, let platform = platform(name) as? any SandboxPushes else { return }
        let bodies = platform.receipts(of: request, answer, at: clock.now)
        guard !bodies.isEmpty else { return }
        Task { [self] in
            try? await Task.sleep(for: pushDelay)
            guard let address = await address(of: name) else { return }
            for body in bodies {
                for attempt in 1...Self.pushTries {
                    if await push(platform, to: address, body, ["push": "receipt"]).isTaken { break }
                    if attempt < Self.pushTries { try? await Task.sleep(for: pushDelay * (4 * attempt)) }
                }
            }
        }
    }

    private func push(_ platform: any SandboxPushes, to address: String, _ body: JSONValue, _ summary: JSONObject) async -> Push {
        let call = HTTPCall("POST", address, headers: [("Content-Type", "application/json")], body: body.bytes)
        var push: Push
        do {
            let answer = try await send(call)
            push = Push(
                status: answer.status, isTaken: answer.status == 200 && platform.isTaken(answer.json),
                answer: answer.json ?? .string(String(decoding: answer.body.prefix(500), as: UTF8.self)))
        } catch {
            push = Push(status: 0, isTaken: false, answer: .string((error as? LianluError)?.message ?? "\(error)"))
        }
        note(push: push, platform.name, call, summary)
        return push
    }
}
