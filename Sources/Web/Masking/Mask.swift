import Profile
import Vocabulary

/// Hides phone numbers and e-mail addresses (脱敏) wherever they stand: identifiers, traits, properties, free text.
struct Mask: Sendable, Equatable {
    /// Whether anything is hidden.
    var isOn: Bool

    /// Hides.
    static let on = Mask(isOn: true)
    /// Shows everything.
    static let off = Mask(isOn: false)

    /// The value of an identifier.
    func value(_ value: String, kind: String) -> String {
        guard isOn else { return value }
        switch kind {
        case "phone": return Masking.phone(value)
        case "email": return Masking.email(value)
        default: return text(value)
        }
    }

    /// A JSON value with every text (and number that looks like a mobile number) masked.
    func json(_ value: JSONValue) -> JSONValue {
        guard isOn else { return value }
        switch value {
        case .string(let text): return .string(self.text(text))
        case .int(let number) where number >= 13_000_000_000 && number <= 19_999_999_999: return .string(Masking.phone(String(number)))
        case .array(let elements): return .array(elements.map(json))
        case .object(let object):
            return .object(
                JSONObject(
                    object.map { member in
                        let sensitive = Self.isSensitive(member.name)
                        guard sensitive, let text = member.value.plainText else {
                            return JSONObject.Member(member.name, json(member.value))
                        }
                        return JSONObject.Member(member.name, .string(text.contains("@") ? Masking.email(text) : Masking.phone(text)))
                    }))
        default: return value
        }
    }

    /// Free text with mainland mobile numbers and e-mail addresses masked where they stand.
    func text(_ text: String) -> String {
        guard isOn else { return text }
        var bytes = Array(text.utf8)
        guard bytes.count >= 5 else { return text }
        Self.maskNumbers(&bytes)
        guard bytes.contains(UInt8(ascii: "@")) else { return String(decoding: bytes, as: UTF8.self) }
        return Self.maskAddresses(bytes)
    }

    /// What a look at a file found, with the samples of columns masked: whole where the column's name or guessed meaning says phone or e-mail.
    func columns(_ inspection: JSONValue) -> JSONValue {
        guard isOn, var object = inspection.object, let columns = inspection["columns"]?.array else { return inspection }
        object["columns"] = .array(
            columns.map { column in
                guard var shown = column.object, let samples = column["samples"]?.array else { return column }
                let isSensitive = Self.isSensitive(column["name"]?.string ?? "")
                shown["samples"] = .array(
                    samples.map { sample in
                        guard isSensitive, let text = sample.string else { return json(sample) }
                        return .string(text.contains("@") ? Masking.email(text) : Masking.phone(text))
                    })
                return .object(shown)
            })
        return .object(object)
    }

    private static func isSensitive(_ name: String) -> Bool {
        let name = name.lowercased()
        return names.contains { name == $0 || name.hasSuffix("_" + $0) || name.hasPrefix("$" + $0) }
    }

    private static let names: Set<String> = [
        "phone", "mobile", "tel", "telephone", "email", "e_mail", "mail", "phonenumber", "phone_number", "mobilephone", "identity_mobile",
        "identity_email", "手机", "手机号", "电话", "邮箱",
    ]

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func maskNumbers(_ bytes: inout [UInt8]) {
        var place = 0
        while place < bytes.count {
            guard isDigit(bytes[place]) else {
                place += 1
                continue
            }
            var end = place
            while end < bytes.count && isDigit(bytes[end]) { end += 1 }
            var start = place
            if end - start == 13, bytes[start] == 0x38, bytes[start + 1] == 0x36 { start += 2 }
            if end - start == 11, bytes[start] == 0x31, bytes[start + 1] >= 0x33 {
                for hidden in start + 3..<start + 7 { bytes[hidden] = UInt8(ascii: "*") }
            }
            place = end
        }
    }

    private static func maskAddresses(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        for (place, byte) in bytes.enumerated() {
            guard byte == UInt8(ascii: "@"), hasDomain(bytes, after: place) else {
                out.append(byte)
                continue
            }
            var local = 0
            while local < out.count, isLocal(out[out.count - 1 - local]) { local += 1 }
            if local > 0 {
                let first = out[out.count - local]
                out.removeLast(local)
                out.append(first)
                out.append(contentsOf: "***".utf8)
            }
            out.append(byte)
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func hasDomain(_ bytes: [UInt8], after at: Int) -> Bool {
        var place = at + 1
        var dot = false
        while place < bytes.count, isLocal(bytes[place]) {
            if bytes[place] == UInt8(ascii: "."), place > at + 1 { dot = true }
            place += 1
        }
        return dot
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x5F, 0x25, 0x2B, 0x2D: true
        default: false
        }
    }
}
