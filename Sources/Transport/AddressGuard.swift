import Vocabulary

/// Decides which addresses outgoing calls may reach.
struct AddressGuard: Sendable {
    /// Whether private networks may be reached (a deployment's choice; the sandbox lives on loopback).
    var allowsPrivate: Bool
}
