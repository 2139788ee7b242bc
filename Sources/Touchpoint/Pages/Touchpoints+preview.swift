import Crypto
import Profile
import Storage
public import Vocabulary

extension Touchpoints {
    /// How long a preview address works, in ms.
    static let previewLifetime: Int64 = 2 * 3_600_000

    /// A path that shows a page's draft (`version` nil) or a version to whoever has it. Throws `not_found`.
    public func previewPath(_ id: Int64, version: Int64? = nil, variant: String = "A") async throws -> (path: String, expiresAt: Instant) {
        let page = try await page(id)
        let expires = base.clock.now.adding(milliseconds: Self.previewLifetime)
        let head = "\(page.id).\(version ?? 0).\(variant == "B" ? "B" : "A").\(expires.milliseconds)"
        return ("/p/\(page.slug)?preview=\(head).\(Self.previewCode(head, try await signingKey()))", expires)
    }

    /// The page behind a preview token: as it stands now, incomplete blocks marked; nothing is counted, nothing can be sent. Nil for a token that is not
    /// ours, too old or of another page.
    public func preview(slug: String, token: String) async throws -> Shown? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, let id = Int64(parts[0]), let version = Int64(parts[1]), let expires = Int64(parts[3]),
            expires > base.clock.now.milliseconds
        else { return nil }
        let right = Self.previewCode(parts[0..<4].joined(separator: "."), try await signingKey())
        guard right.utf8.count == parts[4].utf8.count, zip(right.utf8, parts[4].utf8).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0 else {
            return nil
        }
        let page = try await page(id)
        guard page.slug == slug else { return nil }
        let json: JSONValue
        if version == 0 {
            json = page.draft
        } else {
            guard
                let text = try await base.store.read({ tx in
                    try tx.first("SELECT content FROM landing_version WHERE page = $1 AND version = $2", [.integer(id), .integer(version)])
                    { $0.text(0) }
                })
            else { return nil }
            json = try JSONValue(parsing: text)
        }
        let nonce = base.entropy.token(bits: 120)
        return .page(html: Self.preview(json, slug: slug, variant: parts[2], nonce: nonce), nonce: nonce, anonymousID: nil)
    }

    /// The HTML of a content as far as it is complete.
    public static func preview(_ content: JSONValue, slug: String = "preview", variant: String = "A", nonce: String = "") -> String {
        var frame = PageRenderer.Frame(page: 0, slug: slug, version: 0)
        frame.variant = variant
        frame.isPreview = true
        frame.nonce = nonce
        return PageRenderer.html(PageContent(lenient: content), frame)
    }

    private static func previewCode(_ head: String, _ key: SymmetricKey) -> String {
        Base32.encode(Array(HMAC<SHA256>.authenticationCode(for: Array("preview\u{1F}\(head)".utf8), using: key).prefix(20)))
    }
}
