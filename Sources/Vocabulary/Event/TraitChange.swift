/// One change to one trait.
public struct TraitChange: Sendable, Equatable {
    /// What to do with the value.
    public enum Operation: UInt8, Sendable, CaseIterable {
        /// Replace; a later event time wins.
        case set = 0
        /// Set only when there is none; the earliest event time wins.
        case setOnce = 1
        /// Add a number.
        case add = 2
        /// Append a value, or the elements of a list, to a list.
        case append = 3
        /// Append those elements that are not there yet.
        case union = 4
        /// Remove a value from a list.
        case remove = 5
        /// Remove the trait.
        case unset = 6
    }

    /// The trait's name, as sent.
    public var name: String
    /// What to do.
    public var operation: Operation
    /// JSON text of the value ("null" for unset).
    public var value: [UInt8]

    /// Makes a change from its parts.
    public init(_ name: String, _ operation: Operation, _ value: [UInt8]) {
        self.name = name
        self.operation = operation
        self.value = value
    }
}
