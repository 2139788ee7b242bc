import Vocabulary

/// A row that was not taken, and why.
public struct ImportRefusal: Sendable, Equatable {
    /// Why: a closed set with stable names.
    public enum Reason: String, Sendable, CaseIterable {
        case unreadable
        case missingEvent = "missing_event"
        case invalidEvent = "invalid_event"
        case missingTime = "missing_time"
        case invalidTime = "invalid_time"
        case noIdentifier = "no_identifier"
        case illegalIdentifier = "illegal_identifier"
        case identifierTooLong = "identifier_too_long"
        case invalidMessageID = "invalid_message_id"
        case tooLarge = "too_large"
        case missingOrderID = "missing_order_id"
        case splitOrder = "split_order"
        case unknownStatus = "unknown_status"
        case invalidAmount = "invalid_amount"
        case invalidQuantity = "invalid_quantity"
        case missingProductID = "missing_product_id"

        /// One English sentence.
        public var text: String {
            switch self {
            case .unreadable: "The row cannot be read."
            case .missingEvent: "There is no event name."
            case .invalidEvent: "The event name is too long or holds control characters."
            case .missingTime: "There is no time."
            case .invalidTime: "The time cannot be read, or lies more than a day ahead."
            case .noIdentifier: "The row names nobody: give at least one identifier."
            case .illegalIdentifier: "The identifier is a placeholder that many people share."
            case .identifierTooLong: "An identifier is longer than 255 characters."
            case .invalidMessageID: "The message id is longer than 255 bytes."
            case .tooLarge: "The row has more than 64 KB of values."
            case .missingOrderID: "There is no order id."
            case .splitOrder: "The lines of this order do not follow each other; sort the file by order id."
            case .unknownStatus: "The order status is not known."
            case .invalidAmount: "An amount is not a number."
            case .invalidQuantity: "A quantity is not a whole number above 0."
            case .missingProductID: "There is no product id."
            }
        }
    }

    /// The row's number in the file.
    public var row: Int
    /// Why.
    public var reason: Reason
    /// More about it: which column, which value.
    public var detail: String
    /// The row as JSON, cut at about 4 KB.
    public var record: String
}

/// A row refused while its record is put together.
struct RowFault: Error {
    var reason: ImportRefusal.Reason
    var detail: String

    init(_ reason: ImportRefusal.Reason, _ detail: String = "") {
        self.reason = reason
        self.detail = detail
    }
}
