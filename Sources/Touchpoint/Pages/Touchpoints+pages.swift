import Crypto
import Identify
import Profile
import Storage
public import Vocabulary

extension Touchpoints {
    private static func missing(_ id: Int64) -> LianluError {
        LianluError(.notFound, "There is no landing page \(id).", hint: "List the landing pages to see which there are.")
    }

    /// Every page, last changed first.
    public func pages(archived: Bool = false) async throws -> [LandingPage] {
        try await base.store.read { tx in
            try tx.query(
                "SELECT \(LandingPage.columns) FROM landing_page WHERE archived = 0 ORDER BY updated_at DESC, id DESC LIMIT 500", [],
                LandingPage.init)
        }
    }

    /// Number and name of every page.
    public func pageNames() async throws -> [(id: Int64, name: String)] {
        try await base.store.read { tx in try tx.query("SELECT id, name FROM landing_page", []) { ($0.integer(0), $0.text(1)) } }
    }

    /// One page. Throws `not_found`.
    public func page(_ id: Int64) async throws -> LandingPage {
        guard
            let page = try await base.store.read({ tx in
                try tx.first("SELECT \(LandingPage.columns) FROM landing_page WHERE id = $1", [.integer(id)], LandingPage.init)
            })
        else { throw Self.missing(id) }
        return page
    }

    /// Makes a page with a draft. Throws `bad_request`, `conflict`.
    public func createPage(name: String, slug: String?, content: JSONValue) async throws -> LandingPage {
        let (now, entropy) = (base.clock.now, base.entropy)
        let name = try Self.checked(name, "The name", most: 80)
        let slug = try Self.checkedSlug(slug ?? String(entropy.token(bits: 40)))
        let id = try await base.store.write { tx in
            guard try tx.first("SELECT id FROM landing_page WHERE slug = $1", [.text(slug)], { $0.integer(0) }) == nil else {
                throw LianluError(.conflict, "The slug “\(slug)” is taken.", hint: "Use a slug of its own, or leave it out.")
            }
            let id = try tx.take(from: "landing_page")
            try tx.execute(
                "INSERT INTO landing_page(id, slug, name, draft, revision, published, archived, created_at, updated_at) VALUES ($1, $2, $3, $4, 1, 0, 0, $5, $6)",
                [
                    .integer(id), .text(slug), .text(name), .text(content.text), .integer(now.milliseconds), .integer(now.milliseconds),
                ])
            return id
        }
        return try await page(id)
    }

    /// Changes the draft; `revision` is the one that was edited. Throws `conflict` when somebody was faster. A draft need not be complete.
    public func saveDraft(_ id: Int64, content: JSONValue, revision: Int64, name: String? = nil) async throws -> LandingPage {
        guard content.object != nil, content.bytes.count <= 400_000 else {
            throw LianluError(.badRequest, "The draft is not an object of at most 400 KB.", hint: "Send the page's content as JSON.")
        }
        let now = base.clock.now
        let name = try name.map { text throws(LianluError) in try Self.checked(text, "The name", most: 80) }
        try await base.store.write { tx in
            let changed = try tx.execute(
                "UPDATE landing_page SET draft = $1, revision = revision + 1, updated_at = $2, name = coalesce($3, name) WHERE id = $4 AND revision = $5",
                [.text(content.text), .integer(now.milliseconds), SQLValue(name), .integer(id), .integer(revision)])
            guard changed == 1 else {
                guard try tx.first("SELECT id FROM landing_page WHERE id = $1", [.integer(id)], { $0.integer(0) }) != nil else {
                    throw Self.missing(id)
                }
                throw LianluError(
                    .conflict, "Somebody changed this page meanwhile.", hint: "Load it again; your text is still in this window.")
            }
        }
        return try await page(id)
    }

    /// Changes name, slug, or whether it is offered. Throws `not_found`, `bad_request`, `conflict`.
    public func updatePage(_ id: Int64, name: String? = nil, slug: String? = nil, archived: Bool? = nil) async throws -> LandingPage {
        let name = try name.map { text throws(LianluError) in try Self.checked(text, "The name", most: 80) }
        let slug = try slug.map { text throws(LianluError) in try Self.checkedSlug(text) }
        let now = base.clock.now
        try await base.store.write { tx in
            if let slug, let other = try tx.first("SELECT id FROM landing_page WHERE slug = $1", [.text(slug)], { $0.integer(0) }),
                other != id
            {
                throw LianluError(.conflict, "The slug “\(slug)” is taken.", hint: "Use a slug of its own.")
            }
            let changed = try tx.execute(
                "UPDATE landing_page SET name = coalesce($1, name), slug = coalesce($2, slug), archived = coalesce($3, archived), updated_at = $4 WHERE id = $5",
                [SQLValue(name), SQLValue(slug), archived.map { SQLValue($0) } ?? .null, .integer(now.milliseconds), .integer(id)])
            guard changed == 1 else { throw Self.missing(id) }
        }
        return try await page(id)
    }

    /// Makes the draft a version and shows it. Throws `bad_request` when the draft is not complete, `conflict` when it is not of that revision any more.
    public func publish(_ id: Int64, revision: Int64? = nil, by actor: String) async throws -> LandingPage {
        let draft = try await page(id)
        if let revision, revision != draft.revision {
            throw LianluError(.conflict, "Somebody changed this page meanwhile.", hint: "Look at the draft again, then publish it.")
        }
        let content = try PageContent(draft.draft)
        let now = base.clock.now
        try await base.store.write { tx in
            let next =
                1
                + (try tx.first("SELECT coalesce(max(version), 0) FROM landing_version WHERE page = $1", [.integer(id)]) { $0.integer(0) }
                    ?? 0)
            try tx.execute(
                "INSERT INTO landing_version(page, version, revision, content, published_at, published_by) VALUES ($1, $2, $3, $4, $5, $6)",
                [
                    .integer(id), .integer(next), .integer(draft.revision), .text(content.json.text), .integer(now.milliseconds),
                    .text(actor),
                ])
            try tx.execute("UPDATE landing_page SET published = $1 WHERE id = $2", [.integer(next), .integer(id)])
        }
        return try await page(id)
    }

    /// Shows nothing any more under the page's address.
    public func unpublish(_ id: Int64) async throws -> LandingPage {
        try await base.store.write { tx in
            guard try tx.execute("UPDATE landing_page SET published = 0 WHERE id = $1", [.integer(id)]) == 1 else { throw Self.missing(id) }
        }
        return try await page(id)
    }

    /// One immutable version of a page.
    public struct Version: Sendable {
        /// From 1.
        public var version: Int64
        /// Revision of the draft it was made from.
        public var revision: Int64
        /// When it was published first.
        public var at: Instant
        /// By whom.
        public var by: String
        /// The content.
        public var content: JSONValue
    }

    /// The versions of a page, newest first.
    public func versions(of id: Int64) async throws -> [Version] {
        try await base.store.read { tx in
            try tx.query(
                "SELECT version, revision, published_at, published_by, content FROM landing_version WHERE page = $1 ORDER BY version DESC LIMIT 100",
                [.integer(id)]
            ) { row in
                Version(
                    version: row.integer(0), revision: row.integer(1), at: Instant(milliseconds: row.integer(2)), by: row.text(3),
                    content: (try? JSONValue(parsing: row.text(4))) ?? .null)
            }
        }
    }

    /// Figures of every page: links that lead to it, good forms, quarantined forms, revision of the shown version.
    public func pageFigures() async throws -> [Int64: PageFigures] {
        try await base.store.read { tx in
            var found: [Int64: PageFigures] = [:]
            _ = try tx.query("SELECT page, count(*) FROM link WHERE page IS NOT NULL GROUP BY page", []) {
                found[$0.integer(0), default: PageFigures()].links = Int($0.integer(1))
            }
            _ = try tx.query("SELECT page, quality, count(*) FROM form_submission GROUP BY page, quality", []) { row in
                if row.text(1) == "ok" {
                    found[row.integer(0), default: PageFigures()].submissions = Int(row.integer(2))
                } else {
                    found[row.integer(0), default: PageFigures()].quarantined += Int(row.integer(2))
                }
            }
            _ = try tx.query(
                "SELECT p.id, v.revision FROM landing_page p JOIN landing_version v ON v.page = p.id AND v.version = p.published", []
            ) { found[$0.integer(0), default: PageFigures()].shownRevision = $0.integer(1) }
            return found
        }
    }

    /// Forms that came in on a page, newest first.
    public func submissions(of page: Int64, quality: String? = nil, before: Int64? = nil, limit: Int) async throws -> [FormSubmission] {
        try await base.store.read { tx in
            try tx.query(
                "SELECT \(FormSubmission.columns) FROM form_submission WHERE page = $1 AND id < $2 AND (quality = $3 OR $4 = '') ORDER BY id DESC LIMIT $5",
                [.integer(page), .integer(before ?? .max), .text(quality ?? ""), .text(quality ?? ""), SQLValue(limit)], FormSubmission.init
            )
        }
    }

    /// Shows an earlier version again.
    public func show(_ id: Int64, version: Int64) async throws -> LandingPage {
        try await base.store.write { tx in
            guard
                try tx.first(
                    "SELECT 1 FROM landing_version WHERE page = $1 AND version = $2", [.integer(id), .integer(version)], { $0.integer(0) })
                    != nil
            else {
                throw LianluError(.notFound, "The page has no version \(version).", hint: "List its versions.")
            }
            try tx.execute("UPDATE landing_page SET published = $1 WHERE id = $2", [.integer(version), .integer(id)])
        }
        return try await page(id)
    }

    /// The content of a version, checked once: versions never change.
    func compiled(_ text: String, _ name: String) throws -> PageContent {
        if let known = contents[name] { return known }
        let content = try PageContent(try JSONValue(parsing: text))
        contents[name] = content
        return content
    }

    /// What visitors see under a slug or number: page, version and content; nil when nothing is published there.
    func published(slug: String? = nil, id: Int64? = nil) async throws -> (page: LandingPage, content: PageContent)? {
        let found = try await base.store.read { tx -> (LandingPage, String)? in
            let page =
                if let slug {
                    try tx.first(
                        "SELECT \(LandingPage.columns) FROM landing_page WHERE slug = $1 AND archived = 0", [.text(slug)], LandingPage.init)
                } else {
                    try tx.first(
                        "SELECT \(LandingPage.columns) FROM landing_page WHERE id = $1 AND archived = 0", [.integer(id ?? 0)],
                        LandingPage.init)
                }
            guard let page, page.published > 0,
                let content = try tx.first(
                    "SELECT content FROM landing_version WHERE page = $1 AND version = $2", [.integer(page.id), .integer(page.published)],
                    { $0.text(0) })
            else { return nil }
            return (page, content)
        }
        guard let found else { return nil }
        return (found.0, try compiled(found.1, "\(found.0.id).\(found.0.published)"))
    }
}
