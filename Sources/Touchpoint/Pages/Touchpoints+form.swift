import Crypto
import Profile
import Storage
import Vocabulary

extension Touchpoints {
    /// What a sent form is answered with.
    public enum FormAnswer: Sendable {
        /// Taken (or quarantined: the visitor cannot tell).
        case thanks(html: String)
        /// Something the visitor can mend: the page again, with what is wrong.
        case again(html: String, nonce: String)
        /// The form is too old or was sent already: start from the page.
        case stale(address: String)
    }

    /// Takes a sent form: checks it, makes the event durable, answers. `fields` are the decoded fields of the body.
    ///
    /// Suspicion does not change the visible answer: the event carries `quality` "quarantine" with its reasons, and nobody is bothered by it (§E6).
    public func submit(slug: String, fields: [String: String], _ given: Visit) async throws -> FormAnswer {
        guard let found = try await published(slug: slug) else {
            throw LianluError(.notFound, "There is no such page.", hint: "It may have been taken down.")
        }
        let key = try await signingKey()
        let now = base.clock.now
        guard let token = FormToken(fields["_token"] ?? "", key), token.page == found.page.id, now.since(token.issued) < FormToken.lifetime,
            let content = try await version(token.version, of: token.page), let form = content.form(fields["_form"] ?? "")
        else { return .stale(address: "/p/\(slug)") }
        var visit = given
        let agent = (os: visit.facts.os, browser: visit.facts.browser, device: visit.facts.device)
        visit.facts = token.facts
        (visit.facts.os, visit.facts.browser, visit.facts.device) = agent
        visit.facts.path = "/p/\(slug)"

        var answers = JSONObject()
        var phone = ""
        for field in form.fields {
            let value = String((fields["f_" + field.name] ?? "").trimmed.prefix(200)).filter {
                !$0.unicodeScalars.contains { $0.value < 0x20 }
            }
            if value.isEmpty, field.isRequired || field.kind == .phone {
                return try await again(found.page, content, visit, token, "请填写“\(field.label)”。")
            }
            switch field.kind {
            case .phone: phone = Identifier(.phone, value).normalised().value
            case .select where !value.isEmpty && !field.options.contains(value):
                return try await again(found.page, content, visit, token, "请重新选择“\(field.label)”。")
            default: if !value.isEmpty { answers[field.name] = .string(value) }
            }
        }
        guard fields["_consent"] == "1" else { return try await again(found.page, content, visit, token, "请先阅读并勾选同意条款。") }
        guard Self.isMobile(phone) else { return try await again(found.page, content, visit, token, "请填写正确的手机号。") }

        let reasons = try await suspicions(token, phone: phone, honeypot: fields["_website"] ?? "", visit)
        if reasons.contains("sent_twice") { return .thanks(html: PageRenderer.thanks(form.thanks, content, back: "/p/\(slug)")) }
        var properties: JSONObject = [
            "page": .int(token.page), "pageVersion": .int(token.version), "pageName": .string(found.page.name),
            "form": .string(fields["_form"] ?? ""), "answers": .object(answers), "phoneGiven": true,
            "quality": .string(reasons.isEmpty ? "ok" : "quarantine"), "reasons": .strings(reasons), "link": .optional(token.link),
            "origin": .optional(visit.facts.origin), "product": form.product.isEmpty ? .null : .string(form.product),
            "noticeVersion": .string(form.noticeVersion),
        ]
        if let experiment = content.experiment, !token.variant.isEmpty {
            properties["experiment"] = .string(experiment.key)
            properties["variant"] = .string(token.variant)
        }
        var event = visitorEvent(
            "$form_submitted", visit, identifiers: [Identifier(.anonymousID, visit.anonymousID), Identifier(.phone, phone)],
            properties: properties)
        // The nonce makes a second sending of the same form a repeat.
        event.messageID = "form:" + token.nonce
        event.dedupeKey = Hash128(of: Array("form:\(token.nonce)".utf8))
        if reasons.isEmpty {
            for purpose in form.purposes { event.commands.append(.consent(purpose: purpose, granted: true)) }
            if let name = form.fields.first(where: { $0.kind == .name }).flatMap({ answers[$0.name] }) {
                event.commands.append(.trait(TraitChange("name", .setOnce, name.bytes)))
            }
        }
        try await parts.accept([event])
        return .thanks(html: PageRenderer.thanks(form.thanks, content, back: "/p/\(slug)"))
    }

    /// A mobile number of mainland China, or an international one.
    static func isMobile(_ phone: String) -> Bool {
        let digits = phone.utf8.filter { $0 >= 0x30 && $0 <= 0x39 }
        if phone.hasPrefix("+") { return (8...15).contains(digits.count) }
        return digits.count == 11 && phone.utf8.count == 11 && phone.hasPrefix("1") && phone.utf8.dropFirst().first! >= 0x33
    }

    private func version(_ version: Int64, of page: Int64) async throws -> PageContent? {
        let text = try await base.store.read { tx in
            try tx.first("SELECT content FROM landing_version WHERE page = $1 AND version = $2", [.integer(page), .integer(version)]) {
                $0.text(0)
            }
        }
        return try text.map { try PageContent(try JSONValue(parsing: $0)) }
    }

    private func again(_ page: LandingPage, _ content: PageContent, _ visit: Visit, _ token: FormToken, _ problem: String) async throws
        -> FormAnswer
    {
        var frame = PageRenderer.Frame(page: page.id, slug: page.slug, version: token.version)
        frame.nonce = base.entropy.token(bits: 120)
        frame.variant = token.variant.isEmpty ? "A" : token.variant
        frame.problem = problem
        frame.token = token.signed(try await signingKey())
        return .again(html: PageRenderer.html(content, frame), nonce: frame.nonce)
    }

    /// Why a form may come from a machine or a prankster; empty for none. Notes the nonce and counts per phone and network.
    private func suspicions(_ token: FormToken, phone: String, honeypot: String, _ visit: Visit) async throws -> [String] {
        let now = base.clock.now
        let day = now.milliseconds / 86_400_000
        var found: [String] = []
        if !honeypot.isEmpty { found.append("honeypot") }
        if now.since(token.issued) < 2_000 { found.append("too_fast") }
        if visit.isBot { found.append("bot") }
        if Set(phone.dropFirst(3)).count <= 2 { found.append("implausible_phone") }
        let who = [
            ("phone:" + Base32.encode(Array(SHA256.hash(data: Array(phone.utf8)).prefix(16))), 3),
            ("net:" + Base32.encode(Array(SHA256.hash(data: Array(visit.network.utf8)).prefix(16))), 60),
            ("device:" + visit.anonymousID, 6),
        ]
        let more = try await base.store.write { tx -> [String] in
            var found: [String] = []
            let fresh = try tx.execute(
                "INSERT INTO form_nonce(nonce, expires_at) VALUES ($1, $2) ON CONFLICT(nonce) DO NOTHING",
                [.text(token.nonce), .integer(token.issued.milliseconds + FormToken.lifetime)])
            if fresh == 0 { return ["sent_twice"] }
            try tx.execute("DELETE FROM form_nonce WHERE expires_at < $1", [.integer(now.milliseconds)])
            try tx.execute("DELETE FROM form_count WHERE day < $1", [.integer(day)])
            for (name, most) in who {
                try tx.execute(
                    "INSERT INTO form_count(who, day, count) VALUES ($1, $2, 1) ON CONFLICT(who, day) DO UPDATE SET count = form_count.count + 1",
                    [.text(name), .integer(day)])
                let count =
                    try tx.first("SELECT count FROM form_count WHERE who = $1 AND day = $2", [.text(name), .integer(day)]) { $0.integer(0) }
                    ?? 0
                if count > Int64(most) { found.append("too_many_from_\(name.prefix { $0 != ":" })") }
            }
            return found
        }
        return found + more
    }
}
