public import Vocabulary

/// A key under which events of one source arrive. The value of a server key is never stored.
public struct SourceKey: Sendable, Equatable {
    /// How far a key is believed.
    public enum Kind: String, Sendable, CaseIterable {
        /// Secret: kept on servers, its identity claims are trusted. Only its SHA-256 is stored.
        case server
        /// Public: part of a page or app, its identity claims are claims; bound to web origins.
        case browser

        /// What values of this kind begin with.
        var prefix: String {
            switch self {
            case .server: "lk_s_"
            case .browser: "lk_b_"
            }
        }

        /// How far its identity claims are believed.
        var trust: Trust {
            switch self {
            case .server: .trusted
            case .browser: .claimed
            }
        }
    }

    /// Its number.
    public var id: Int64
    /// The source it belongs to.
    public var source: Int32
    /// Server or browser.
    public var kind: Kind
    /// What people call it.
    public var label: String
    /// Enough of the value to recognise it ("lk_s_…a7xq").
    public var hint: String
    /// The value of a browser key, which is public; nil for server keys.
    public var value: String?
    /// Web origins that may use a browser key; empty = any.
    public var origins: [String]
    /// When it was made.
    public var createdAt: Instant
    /// When an event last came with it, to the minute or so.
    public var lastUsedAt: Instant?
    /// When it was revoked; nil while it works.
    public var revokedAt: Instant?

    /// Enough of a value to recognise it, and too little to use it.
    static func hint(of value: String) -> String {
        guard value.count >= 12 else { return "…" }
        let prefix = Kind.allCases.map(\.prefix).first { value.hasPrefix($0) } ?? String(value.prefix(2))
        return prefix + "…" + value.suffix(4)
    }
}
