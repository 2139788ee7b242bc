import Profile
import Storage
public import Vocabulary

extension Touchpoints {
    /// Links, newest first; of one origin and below when given.
    public func links(origin: Int64? = nil, text: String = "", limit: Int = 200, before: Int64? = nil) async throws -> [Link] {
        try await base.store.read { tx in
            var sql = "SELECT \(Link.columns) FROM link WHERE id < $1"
            var values: [SQLValue] = [.integer(before ?? .max)]
            if let origin {
                let path = try tx.first("SELECT path FROM origin WHERE id = $1", [.integer(origin)]) { $0.text(0) } ?? "/none/"
                sql += " AND origin IN (SELECT id FROM origin WHERE path >= $2 AND path < $3)"
                values += [.text(path), .text(path + "\u{10FFFF}")]
            }
            if !text.isEmpty {
                sql += " AND (name LIKE $\(values.count + 1) OR slug LIKE $\(values.count + 2))"
                values += [.text("%\(text)%"), .text("%\(text)%")]
            }
            sql += " ORDER BY id DESC LIMIT \(min(max(limit, 1), 500))"
            return try tx.query(sql, values, Link.init)
        }
    }

    /// The link of that slug, or nil.
    public func link(slug: String) async throws -> Link? {
        try await base.store.read { tx in try tx.first("SELECT \(Link.columns) FROM link WHERE slug = $1", [.text(slug)], Link.init) }
    }

    /// What a new link is made of.
    public struct NewLink: Sendable {
        /// What people call it.
        public var name: String
        /// The part after `/l/`; nil makes one.
        public var slug: String?
        /// Its origin.
        public var origin: Int64?
        /// The page it shows.
        public var page: Int64?
        /// Or the address it leads to.
        public var url = ""
        /// UTM values.
        public var utm = JSONObject()

        /// A link of that name.
        public init(name: String) { self.name = name }
    }

    /// Makes links, all or none. Throws `bad_request`, `conflict`, `not_found`.
    public func createLinks(_ new: [NewLink], by actor: String) async throws -> [Link] {
        let (now, entropy) = (base.clock.now, base.entropy)
        return try await base.store.write { tx in
            try new.map { item in
                let name = try Self.checked(item.name, "The name", most: 80)
                let slug = try Self.checkedSlug(item.slug ?? String(entropy.token(bits: 40)))
                guard try tx.first("SELECT id FROM link WHERE slug = $1", [.text(slug)], { $0.integer(0) }) == nil else {
                    throw LianluError(.conflict, "The slug “\(slug)” is taken.", hint: "Use a slug of its own, or leave it out.")
                }
                if let page = item.page {
                    guard try tx.first("SELECT id FROM landing_page WHERE id = $1", [.integer(page)], { $0.integer(0) }) != nil else {
                        throw LianluError(.notFound, "There is no landing page \(page).", hint: "List the landing pages.")
                    }
                } else if !SafeURL.isWeb(item.url) {
                    throw LianluError(
                        .badRequest, "A link needs a landing page or an address.",
                        hint: "Give page, or url beginning with https:// or http://.")
                }
                if let origin = item.origin {
                    guard try tx.first("SELECT id FROM origin WHERE id = $1", [.integer(origin)], { $0.integer(0) }) != nil else {
                        throw LianluError(.notFound, "There is no origin \(origin).", hint: "List the origins.")
                    }
                }
                let id = try tx.take(from: "link")
                try tx.execute(
                    "INSERT INTO link(id, slug, name, origin, page, url, utm, active, clicks, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 0, $8, $9)",
                    [
                        .integer(id), .text(slug), .text(name), SQLValue(item.origin), SQLValue(item.page),
                        .text(item.page == nil ? item.url : ""), .text(JSONValue.object(item.utm).text), .integer(now.milliseconds),
                        .text(actor),
                    ])
                return try tx.first("SELECT \(Link.columns) FROM link WHERE id = $1", [.integer(id)], Link.init)!
            }
        }
    }

    /// Changes what is given. Throws `not_found`, `bad_request`.
    public func updateLink(
        _ id: Int64, name: String? = nil, active: Bool? = nil, origin: Int64?? = nil, page: Int64? = nil, url: String? = nil
    )
        async throws -> Link
    {
        try await base.store.write { tx in
            guard var link = try tx.first("SELECT \(Link.columns) FROM link WHERE id = $1", [.integer(id)], Link.init) else {
                throw LianluError(.notFound, "There is no link \(id).", hint: "List the links to see which there are.")
            }
            if let name { link.name = try Self.checked(name, "The name", most: 80) }
            if let active { link.isActive = active }
            if let origin { link.origin = origin }
            if let page { (link.page, link.url) = (page, "") }
            if let url {
                guard SafeURL.isWeb(url) else {
                    throw LianluError(.badRequest, "The address does not begin with https:// or http://.", hint: "Give a full address.")
                }
                (link.page, link.url) = (nil, url)
            }
            try tx.execute(
                "UPDATE link SET name = $1, active = $2, origin = $3, page = $4, url = $5 WHERE id = $6",
                [.text(link.name), SQLValue(link.isActive), SQLValue(link.origin), SQLValue(link.page), .text(link.url), .integer(id)])
            return link
        }
    }

    static func checkedSlug(_ text: String) throws(LianluError) -> String {
        let slug = text.trimmed.lowercased()
        guard (1...64).contains(slug.utf8.count),
            slug.utf8.allSatisfy({ ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D || $0 == 0x5F })
        else {
            throw LianluError(
                .badRequest, "The slug “\(text.prefix(40))” cannot stand in an address.", hint: "Use 1 to 64 letters a–z, digits, - and _.")
        }
        return slug
    }
}
