/// The engines behind the operational contract.
public enum OperationalEngine: String, Sendable, CaseIterable {
    case sqlite
    case postgres
}
