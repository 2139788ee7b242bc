import Vocabulary

/// 神策's identity keys (IDM 3.0) as our kinds.
enum SensorsIdentity {
    private static let kinds: [String: IdentifierKind] = [
        "$identity_login_id": .userID, "$identity_mobile": .phone, "$identity_email": .email,
        "$identity_anonymous_id": .anonymousID, "$identity_cookie_id": .anonymousID, "$identity_distinct_id": .anonymousID,
        "$identity_idfv": .deviceID, "$identity_idfa": .deviceID, "$identity_android_id": .deviceID, "$identity_android_uuid": .deviceID,
        "$identity_ios_uuid": .deviceID, "$identity_imei": .deviceID, "$identity_oaid": .deviceID, "$identity_harmony_uuid": .deviceID,
        "$identity_mp_id": .openID, "$identity_mp_openid": .openID, "$identity_mp_unionid": .unionID,
        "$identity_external_userid": .externalUserID,
    ]

    /// The identifier of an entry of `identities`; "$identity_wx123_openid" carries its scope in the key, unknown keys become kinds of their own.
    static func identifier(_ key: String, _ value: String) -> Identifier {
        if let kind = kinds[key] { return Identifier(kind, value) }
        var name = key.hasPrefix("$identity_") ? String(key.dropFirst(10)) : key
        let lower = name.lowercased()
        for (suffix, kind) in [("openid", IdentifierKind.openID), ("unionid", .unionID), ("external_userid", .externalUserID)]
        where lower.hasSuffix(suffix) {
            var scope = name.dropLast(suffix.count)
            while scope.last == "_" { scope.removeLast() }
            return Identifier(kind, value, scope: scope == "mp" ? "" : String(scope))
        }
        if lower == "phone" || lower == "mobile" { return Identifier(.phone, value) }
        if lower == "email" { return Identifier(.email, value) }
        name = String(
            decoding: lower.utf8.map { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        while let first = name.utf8.first, first == UInt8(ascii: "_") || first <= 0x39 { name.removeFirst() }
        return Identifier(IdentifierKind(name.isEmpty ? "custom" : String(name.prefix(64))), value)
    }

    /// A distinct id written as "key+value" ("$identity_mobile+138…").
    static func joined(_ id: String) -> Identifier? {
        guard id.hasPrefix("$identity_"), let plus = id.firstIndex(of: "+") else { return nil }
        let value = String(id[id.index(after: plus)...])
        return value.isEmpty ? nil : identifier(String(id[..<plus]), value)
    }
}
