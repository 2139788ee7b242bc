/// Which traits are a display name, and how names become searchable.
public enum TraitNames {
    /// Traits that name a person, best first; compared in lower case.
    public static let display = ["name", "$name", "姓名", "nickname", "$nickname", "昵称", "real_name", "full_name", "wechat_name", "username"]
    /// Traits that hold a picture, best first.
    public static let avatar = ["avatar", "$avatar", "头像", "headimgurl", "avatar_url"]
    /// Traits whose value is the code of a node of the organisation.
    public static let organisation = ["store_code", "organisation_code", "organization_code", "dealer_code", "门店编码", "经销商编码"]

    /// Whether a trait is a display name.
    static func isDisplay(_ name: String) -> Bool { display.contains(name) || display.contains(name.lowercased()) }

    /// Every suffix of a name in lower case (at most 48 characters of it), so that a prefix search finds any part.
    static func suffixes(of name: String) -> [String] {
        // Scalars, not characters: a character may have any number of them, a row of an index may not.
        let letters = Array(searchable(name).unicodeScalars.prefix(48))
        return letters.indices.filter { letters[$0] != " " }.map { start in
            var suffix = String.UnicodeScalarView()
            suffix.append(contentsOf: letters[start...].prefix(24))
            return String(suffix)
        }
    }

    /// The form under which names are stored and searched.
    static func searchable(_ name: String) -> String { name.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased() }
}
