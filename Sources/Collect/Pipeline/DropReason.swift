/// Why a request or a record was refused: a closed set with stable names, counted in the ledger.
public enum DropReason: String, Sendable, CaseIterable {
    // The whole request.
    case invalidBody = "invalid_body"
    case unsupportedEncoding = "unsupported_encoding"
    case bodyTooLarge = "body_too_large"
    case tooManyEvents = "too_many_events"
    case emptyBatch = "empty_batch"
    case checksum = "checksum_mismatch"
    case missingKey = "missing_key"
    case unknownKey = "unknown_key"
    case originNotAllowed = "origin_not_allowed"
    case paused = "source_paused"
    case rateLimited = "rate_limited"
    case overloaded = "overloaded"
    case unknownPath = "unknown_path"
    case unsupportedMethod = "unsupported_method"
    // One record.
    case invalidRecord = "invalid_record"
    case unknownType = "unknown_type"
    case missingName = "missing_name"
    case invalidName = "invalid_name"
    case nameTooLong = "name_too_long"
    case eventTooLarge = "event_too_large"
    case tooManyProperties = "too_many_properties"
    case invalidProperty = "invalid_property"
    case noIdentifier = "no_identifier"
    case illegalIdentifier = "illegal_identifier"
    case identifierTooLong = "identifier_too_long"
    case invalidTime = "invalid_time"
    case invalidMessageID = "invalid_message_id"
    case keyMismatch = "key_mismatch"
    case notAllowed = "not_allowed"

    /// The stable snake_case name.
    public var name: String { rawValue }

    /// One English sentence saying what is wrong and, where it helps, what to do.
    public var text: String {
        switch self {
        case .invalidBody: "The body could not be read."
        case .unsupportedEncoding: "The content encoding is not supported; use gzip, deflate, zstd or none."
        case .bodyTooLarge: "The body is too large; send smaller batches."
        case .tooManyEvents: "Too many events in one request; send smaller batches."
        case .emptyBatch: "The request holds no events."
        case .checksum: "The checksum does not match the data."
        case .missingKey: "The request carries no source key."
        case .unknownKey: "The source key is unknown or revoked."
        case .originNotAllowed: "This web origin may not use the browser key; add it to the key's origins."
        case .paused: "The source is paused."
        case .rateLimited: "Too many requests; slow down."
        case .overloaded: "Lianlu cannot take events right now; try again later."
        case .unknownPath: "No ingestion protocol is served at this path."
        case .unsupportedMethod: "This method is not supported here."
        case .invalidRecord: "The record is not an object of the expected shape."
        case .unknownType: "The record type is unknown."
        case .missingName: "The event has no name."
        case .invalidName: "A name contains characters that are not allowed, or is reserved."
        case .nameTooLong: "The event name is too long."
        case .eventTooLarge: "The event is too large."
        case .tooManyProperties: "The event has too many properties."
        case .invalidProperty: "A property has a value of the wrong type."
        case .noIdentifier: "The event names nobody: give at least one identifier."
        case .illegalIdentifier: "The identifier is a placeholder that many people share, or is written in a form that cannot be an id."
        case .identifierTooLong: "An identifier is too long."
        case .invalidTime: "The time could not be read; use ISO 8601 with an offset or milliseconds since 1970."
        case .invalidMessageID: "The message id is not valid."
        case .keyMismatch: "The record carries another key than the request."
        case .notAllowed: "A browser key may not do this; use a server key."
        }
    }

    /// The HTTP status when the whole request is refused for it.
    var status: Int {
        switch self {
        case .missingKey, .unknownKey: 401
        case .originNotAllowed, .paused: 403
        case .unknownPath: 404
        case .unsupportedMethod: 405
        case .bodyTooLarge, .tooManyEvents, .eventTooLarge: 413
        case .unsupportedEncoding: 415
        case .rateLimited: 429
        case .overloaded: 503
        default: 400
        }
    }
}

extension DropReason {
    /// Whether the sender will not send the request again, so that it counts as received and refused.
    var isFinal: Bool {
        switch self {
        case .rateLimited, .overloaded, .missingKey, .unknownKey, .unknownPath, .unsupportedMethod: false
        default: true
        }
    }
}
