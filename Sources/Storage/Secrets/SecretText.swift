/// A text that must not reach a log: its description is dots.
public struct SecretText: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    /// Wraps a secret.
    public init(_ value: String) { self.value = value }

    /// The secret itself; call it only where it is used.
    public func reveal() -> String { value }

    /// Dots.
    public var description: String { "••••" }
    /// Dots.
    public var debugDescription: String { "••••" }
    /// Nothing to see.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
