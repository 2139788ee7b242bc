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
    public func pages() async throws -> [LandingPage] {
        try await base.store.read { tx in
            try tx.query(
                "SELECT \(LandingPage.columns) FROM landing_page WHERE archived = 0 ORDER BY updated_at DESC, id DESC LIMIT 500", [],
                LandingPage.init)
        }
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

    /// Archives a page: it is no longer listed or shown.
    public func archivePage(_ id: Int64) async throws {
        try await base.store.write { tx in
            guard try tx.execute("UPDATE landing_page SET archived = 1 WHERE id = $1", [.integer(id)]) == 1 else { throw Self.missing(id) }
        }
    }

    /// Makes the draft a version and shows it. Throws `bad_request` when the draft is not complete.
    public func publish(_ id: Int64, by actor: String) async throws -> LandingPage {
        let content = try PageContent(try await page(id).draft)
        let now = base.clock.now
        try await base.store.write { tx in
            let next =
                1
                + (try tx.first("SELECT coalesce(max(version), 0) FROM landing_version WHERE page = $1", [.integer(id)]) { $0.integer(0) }
                    ?? 0)
            try tx.execute(
                "INSERT INTO landing_version(page, version, content, published_at, published_by) VALUES ($1, $2, $3, $4, $5)",
                [.integer(id), .integer(next), .text(content.json.text), .integer(now.milliseconds), .text(actor)])
            try tx.execute("UPDATE landing_page SET published = $1 WHERE id = $2", [.integer(next), .integer(id)])
        }
        return try await page(id)
    }

    /// The versions of a page, newest first: number, when, who.
    public func versions(of id: Int64) async throws -> [(version: Int64, at: Instant, by: String)] {
        try await base.store.read { tx in
            try tx.query(
                "SELECT version, published_at, published_by FROM landing_version WHERE page = $1 ORDER BY version DESC LIMIT 100",
                [.integer(id)]
            ) { ($0.integer(0), Instant(milliseconds: $0.integer(1)), $0.text(2)) }
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
        return (found.0, try PageContent(try JSONValue(parsing: found.1)))
    }

    /// How an experiment goes: exposed and converted customers per variant, merged customers counted once (those who saw both are left out).
    public func results(experiment: String, split: Int) async throws -> ExperimentResult {
        let (graph, _) = (base.graph, 0)
        return try await base.store.read { tx in
            var seen: [UInt32: Set<String>] = [:]
            _ = try tx.query("SELECT leaf, variant FROM experiment_exposure WHERE experiment = $1", [.text(experiment)]) { row in
                seen[graph.canonical(of: LeafNumber(UInt32(row.integer(0)))).rawValue, default: []].insert(row.text(1))
            }
            var converted: Set<UInt32> = []
            _ = try tx.query("SELECT leaf FROM experiment_conversion WHERE experiment = $1", [.text(experiment)]) { row in
                converted.insert(graph.canonical(of: LeafNumber(UInt32(row.integer(0)))).rawValue)
            }
            var result = ExperimentResult(split: split)
            for (person, variants) in seen {
                guard variants.count == 1, let variant = variants.first else {
                    result.multiple += 1
                    continue
                }
                let did = converted.contains(person) ? 1 : 0
                if variant == "B" {
                    (result.b.exposed, result.b.converted) = (result.b.exposed + 1, result.b.converted + did)
                } else {
                    (result.a.exposed, result.a.converted) = (result.a.exposed + 1, result.a.converted + did)
                }
            }
            return result
        }
    }
}
