/// What became of one record of a request.
public enum EventResult: Sendable, Equatable {
    /// Durable, and new as far as we remember.
    case accepted
    /// Durable, but its message id was seen lately; the ledger decides in the end.
    case duplicate
    /// Refused; sending it again unchanged will not help.
    case rejected(DropReason, detail: String)

    /// Whether it went into the inbox.
    public var isAccepted: Bool {
        if case .rejected = self { false } else { true }
    }
}
