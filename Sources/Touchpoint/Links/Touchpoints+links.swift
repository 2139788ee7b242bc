import Identify
import Profile
import Storage
public import Vocabulary

extension Touchpoints {
    /// Links, newest first; of one origin and below when given.
    public func links(
        origin: Int64? = nil, page: Int64? = nil, isActive: Bool? = nil, text: String = "", limit: Int = 200, before: Int64? = nil
    ) async throws -> [Link] {
        try await base.store.read { tx in
            var sql = "SELECT \(Link.columns) FROM link WHERE id < $1"
            var values: [SQLValue] = [.integer(before ?? .max)]
            if let origin {
                let path = try tx.first("SELECT path FROM origin WHERE id = $1", [.integer(origin)]) { $0.text(0) } ?? "/none/"
                sql += " AND origin IN (SELECT id FROM origin WHERE path >= $2 AND path < $3)"
                values += [.text(path), .text(path + "\u{10FFFF}")]
            }
            if let page {
                sql += " AND page = $\(values.count + 1)"
                values.append(.integer(page))
            }
            if let isActive {
                sql += " AND active = $\(values.count + 1)"
                values.append(SQLValue(isActive))
            }
            if !text.isEmpty {
                let part =
                    "%" + text.lowercased().replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
                sql += " AND (lower(name) LIKE $\(values.count + 1) ESCAPE '\\' OR slug LIKE $\(values.count + 2) ESCAPE '\\')"
                values += [.text(part), .text(part)]
            }
            sql += " ORDER BY id DESC LIMIT \(min(max(limit, 1), 501))"
            return try tx.query(sql, values, Link.init)
        }
    }

    /// Links by number.
    public func links(numbers: Set<Int64>) async throws -> [Link] {
        try await base.store.read { tx in
            var found: [Link] = []
            try tx.queryMany("SELECT \(Link.columns) FROM link WHERE id = $1", numbers.sorted().map { [.integer($0)] }) {
                found.append(Link($1))
            }
            return found
        }
    }

    /// One link. Throws `not_found`.
    public func link(_ id: Int64) async throws -> Link {
        guard let link = try await links(numbers: [id]).first else {
            throw LianluError(.notFound, "There is no link \(id).", hint: "List the links to see which there are.")
        }
        return link
    }

    /// Clicks, newest first: of a link, of an origin and everything below it, of a customer.
    public func clicks(link: Int64? = nil, origin: Int64? = nil, customer: LeafNumber? = nil, limit: Int, before: Int64? = nil) async throws
        -> [Click]
    {
        let graph = base.graph
        return try await base.store.read { tx in
            if let customer {
                let all = try Click.of(graph.leaves(of: customer), since: Instant(milliseconds: 0), in: tx)
                return Array(
                    all.filter { $0.id < before ?? .max && (link == nil || $0.link == link) }.sorted { $0.id > $1.id }.prefix(limit))
            }
            var sql = "SELECT \(Click.columns) FROM click WHERE id < $1"
            var values: [SQLValue] = [.integer(before ?? .max)]
            if let link {
                sql += " AND link = $\(values.count + 1)"
                values.append(.integer(link))
            }
            if let origin {
                let path = try tx.first("SELECT path FROM origin WHERE id = $1", [.integer(origin)]) { $0.text(0) } ?? "/none/"
                sql += " AND origin IN (SELECT id FROM origin WHERE path >= $\(values.count + 1) AND path < $\(values.count + 2))"
                values += [.text(path), .text(path + "\u{10FFFF}")]
            }
            return try tx.query(sql + " ORDER BY id DESC LIMIT \(min(max(limit, 1), 501))", values, Click.init)
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
        _ id: Int64, name: String? = nil, active: Bool? = nil, origin: Int64?? = nil, page: Int64? = nil, url: String? = nil,
        utm: JSONObject? = nil
    )
        async throws -> Link
    {
        try await base.store.write { tx in
            guard var link = try tx.first("SELECT \(Link.columns) FROM link WHERE id = $1", [.integer(id)], Link.init) else {
                throw LianluError(.notFound, "There is no link \(id).", hint: "List the links to see which there are.")
            }
            if let name { link.name = try Self.checked(name, "The name", most: 80) }
            if let active { link.isActive = active }
            if let utm { link.utm = utm }
            if let origin {
                link.origin = origin
                if let origin, try tx.first("SELECT id FROM origin WHERE id = $1", [.integer(origin)], { $0.integer(0) }) == nil {
                    throw LianluError(.notFound, "There is no origin \(origin).", hint: "List the origins.")
                }
            }
            if let page {
                (link.page, link.url) = (page, "")
                if try tx.first("SELECT id FROM landing_page WHERE id = $1", [.integer(page)], { $0.integer(0) }) == nil {
                    throw LianluError(.notFound, "There is no landing page \(page).", hint: "List the landing pages.")
                }
            }
            if let url {
                guard SafeURL.isWeb(url) else {
                    throw LianluError(.badRequest, "The address does not begin with https:// or http://.", hint: "Give a full address.")
                }
                (link.page, link.url) = (nil, url)
            }
            try tx.execute(
                "UPDATE link SET utm = $1, name = $2, active = $3, origin = $4, page = $5, url = $6 WHERE id = $7",
                [
                    .text(JSONValue.object(link.utm).text), .text(link.name), SQLValue(link.isActive), SQLValue(link.origin),
                    SQLValue(link.page), .text(link.url), .integer(id),
                ])
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
