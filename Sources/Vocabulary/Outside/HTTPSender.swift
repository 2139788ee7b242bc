/// Sends calls to the outside world. Transport makes the live one; tests and the sandbox give their own.
///
/// The live sender refuses addresses inside private networks unless the deployment allows them (SSRF).
public struct HTTPSender: Sendable {
    private let body: @Sendable (HTTPCall) async throws -> HTTPAnswer

    /// Wraps a function. It throws ``OutsideError`` when there was no answer.
    public init(_ body: @escaping @Sendable (HTTPCall) async throws -> HTTPAnswer) { self.body = body }

    /// Sends a call; any status is an answer.
    /// - Throws: ``OutsideError``.
    public func send(_ call: HTTPCall) async throws -> HTTPAnswer { try await body(call) }
}
