public import Vocabulary

/// What a platform said to one conversion.
public enum FeedbackResult: Sendable, Equatable {
    /// It took it.
    case ok
    /// It will never take it.
    case rejected(code: String)
    /// Not now; nothing was counted.
    case later(milliseconds: Int64, code: String)
    /// Nobody knows whether it was counted.
    case unknown(String)
}

/// A field of an ad account's settings.
public struct AdField: Sendable, Equatable {
    /// Its name.
    public var key: String
    /// What it is called, in Chinese and English.
    public var label: (hans: String, hant: String, en: String)
    /// Whether it must be filled.
    public var isRequired: Bool
    /// What it is when left empty.
    public var standard: String

    init(_ key: String, _ hans: String, _ hant: String, _ en: String, required: Bool = false, standard: String = "") {
        self.key = key
        label = (hans, hant, en)
        isRequired = required
        self.standard = standard
    }

    /// Compares all parts.
    public static func == (a: AdField, b: AdField) -> Bool { a.key == b.key }
}

/// What an event of a platform means, in words; the platform's own code stands beside it.
public struct AdEventName: Sendable, Equatable {
    /// In 简体中文.
    public var hans: String
    /// In 繁體中文.
    public var hant: String
    /// In English.
    public var en: String

    init(_ hans: String, _ hant: String, _ en: String) {
        self.hans = hans
        self.hant = hant
        self.en = en
    }
}

/// An ad platform that conversions can be told to; each lies in a folder of its own and is known by one line of ``AdPlatforms``.
public protocol AdPlatform: Sendable {
    /// Its stable name, the same as in click ids ("tencent_ads").
    static var key: String { get }
    /// Its name.
    static var names: (hans: String, hant: String, en: String) { get }
    /// Settings of an account.
    static var fields: [AdField] { get }
    /// The mapping a new account begins with (§B1).
    static var standardMapping: [StageRow] { get }
    /// What its events mean, by code, as §B1 of the facts gives it.
    static var eventNames: [String: AdEventName] { get }
    /// Whether it recognises a repeated id: only then may an unknown outcome be sent again by itself.
    static var dedupes: Bool { get }

    /// The call that tells one conversion.
    static func call(_ conversion: Conversion, _ account: AdAccount, token: String, phoneHash: String?, now: Instant, nonce: String)
        -> HTTPCall
    /// Reads the answer.
    static func read(_ answer: HTTPAnswer) -> FeedbackResult
}

/// Every platform, one line each.
public enum AdPlatforms {
    /// Every platform.
    public static let all: [any AdPlatform.Type] = [TencentAds.self, OceanEngine.self]
    /// The platform of that name, or nil.
    public static func named(_ key: String) -> (any AdPlatform.Type)? { all.first { $0.key == key } }
}

extension AdAccount {
    /// A setting, or its standard.
    func setting(_ key: String, _ fields: [AdField]) -> String {
        let text = settings[key]?.plainText ?? ""
        return text.isEmpty ? fields.first { $0.key == key }?.standard ?? "" : text
    }
}
