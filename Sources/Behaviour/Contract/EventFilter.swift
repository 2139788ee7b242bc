public import Vocabulary

/// One condition on an event.
public enum EventFilter: Sendable, Equatable {
    /// How a property's text is compared.
    public enum Operation: String, Sendable, CaseIterable {
        /// Equal text; a missing property never is.
        case equal = "eq"
        /// Not ``equal``, so true of a missing property.
        case notEqual = "ne"
        /// Contains the text, case ignored; of a list: one of its elements is the text.
        case contains
        /// Not ``contains``, so true of a missing property.
        case notContains = "not_contains"
        /// Greater, as numbers when the value is one, else as text.
        case greater = "gt"
        case greaterOrEqual = "gte"
        case less = "lt"
        case lessOrEqual = "lte"
        /// Present and not null.
        case exists
        /// Missing or null.
        case notExists = "not_exists"
        /// Equal to one of the values; of a list: one of its elements is.
        case isIn = "in"
    }

    /// A property compared with values (one, except for `in`, `exists` and `not_exists`).
    case property(String, Operation, [String])
    /// The event's code is one of these.
    case codes([Int32])
    /// The source is one of these.
    case sources([Int32])
    /// The channel is one of these.
    case channels([Channel])
    /// The leaf is one of these.
    case leaves([LeafNumber])
}
