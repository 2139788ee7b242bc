/// One way to recognise a customer: kind + scope + value.
public struct Identifier: Hashable, Sendable {
    /// What sort of identifier.
    public var kind: IdentifierKind
    /// What the value is unique within (an app id, a corp id, a shop); empty where it is unique in the deployment.
    public var scope: String
    /// The value, at most 255 characters.
    public var value: String

    /// Makes an identifier as given; see ``normalised()``.
    public init(_ kind: IdentifierKind, _ value: String, scope: String = "") {
        self.kind = kind
        self.scope = scope
        self.value = value
    }

    /// The form under which it is stored and looked up: surrounding white space removed; e-mail lower-cased; a phone reduced to its
    /// digits with a leading "+", mainland China's "+86" dropped (so "+86 138-0013-8000" and "13800138000" are one).
    public func normalised() -> Identifier {
        var result = self
        result.value = value.trimmed
        switch kind {
        case .email: result.value = result.value.lowercased()
        case .phone: result.value = Self.normalisedPhone(result.value)
        default: break
        }
        return result
    }

    private static func normalisedPhone(_ text: String) -> String {
        var digits: [UInt8] = []
        var plus = false
        for (offset, byte) in text.utf8.enumerated() {
            if byte >= 0x30 && byte <= 0x39 { digits.append(byte) }
            if byte == 0x2B && offset == 0 { plus = true }
        }
        guard digits.count >= 5 else { return text }
        var number = String(decoding: digits, as: UTF8.self)
        if !plus && number.hasPrefix("00") {
            number.removeFirst(2)
            plus = true
        }
        if number.count == 13 && number.hasPrefix("861") { return String(number.dropFirst(2)) }
        return plus ? "+" + number : number
    }
}

extension String {
    /// Without leading and trailing ASCII white space.
    package var trimmed: String {
        let bytes = utf8
        guard let first = bytes.first, let last = bytes.last, first <= 0x20 || last <= 0x20 else { return self }
        var view = self[...]
        while let byte = view.utf8.first, byte <= 0x20 { view = view.dropFirst() }
        while let byte = view.utf8.last, byte <= 0x20 { view = view.dropLast() }
        return String(view)
    }
}
