import Crypto
import Profile
import Storage
import Vocabulary

extension Touchpoints {
    /// What a sent form is answered with.
    public enum FormAnswer: Sendable {
        /// Taken (or quarantined: the visitor cannot tell).
        case thanks(html: String, nonce: String, text: String)
        /// Something the visitor can mend: the page again, with what is wrong.
        case again(html: String, nonce: String, problem: String)
    }

    /// Takes a sent form: checks it, makes the event durable, answers. `fields` are the decoded fields of the body.
    ///
    /// Suspicion does not change the visible answer: the event carries `quality` "quarantine" with its reasons, and nobody is bothered by it (§E6).
    /// Sending the same form again (a second press, a retry after a crash) is a repeat of the same event.
    public func submit(slug: String, fields: [String: String], _ given: Visit) async throws -> FormAnswer {
        guard let found = try await published(slug: slug) else {
            throw LianluError(.notFound, "There is no such page.", hint: "It may have been taken down.")
        }
        let key = try await signingKey()
        let now = base.clock.now
        let words = PageWords.of(found.content.root.language)
        guard let token = FormToken(fields["_token"] ?? "", key), token.page == found.page.id,
            (0..<FormToken.lifetime).contains(now.since(token.issued)), let content = try await version(token.version, of: token.page),
            let form = content.form(fields["_form"] ?? "")
        else { return try await again(found.page, found.content, given, nil, words.staleText, fields) }
        var visit = given
        let agent = (os: visit.facts.os, browser: visit.facts.browser, device: visit.facts.device)
        visit.facts = token.facts
        (visit.facts.os, visit.facts.browser, visit.facts.device) = agent
        visit.facts.path = "/p/\(slug)"
        // A browser that keeps no cookies is still the visitor the page was made for.
        if visit.isNew, !token.visitor.isEmpty { visit.anonymousID = token.visitor }

        var answers = JSONObject()
        var phone = ""
        for field in form.fields {
            let value = String(
                String.UnicodeScalarView((fields["f_" + field.name] ?? "").trimmed.unicodeScalars.filter { $0.value >= 0x20 }.prefix(200)))
            if value.isEmpty, field.isRequired || field.kind == .phone {
                return try await again(found.page, content, visit, token, words.missing(field.label), fields)
            }
            switch field.kind {
            case .phone: phone = Identifier(.phone, value).normalised().value
            case .select where !value.isEmpty && !field.options.contains(value):
                return try await again(found.page, content, visit, token, words.wrongChoice(field.label), fields)
            default: if !value.isEmpty { answers[field.name] = .string(value) }
            }
        }
        guard fields["_consent"] == "1" else { return try await again(found.page, content, visit, token, words.consentMissing, fields) }
        guard Self.isMobile(phone) else { return try await again(found.page, content, visit, token, words.phoneWrong, fields) }

        let reasons = try await suspicions(token, phone: phone, honeypot: fields["_website"] ?? "", visit)
        let agrees = form.marketing.isEmpty || fields["_marketing"] == "1"
        let event = submission(found.page, content, form, token, visit, (fields["_form"] ?? "", answers, phone), reasons, agrees: agrees)
        try await parts.accept([event])
        let nonce = base.entropy.token(bits: 120)
        return .thanks(html: PageRenderer.thanks(form.thanks, content, back: "/p/\(slug)", nonce: nonce), nonce: nonce, text: form.thanks)
    }

    private func submission(
        _ page: LandingPage, _ content: PageContent, _ form: PageForm, _ token: FormToken, _ visit: Visit,
        _ sent: (form: String, answers: JSONObject, phone: String), _ reasons: [String], agrees: Bool
    ) -> IncomingEvent {
        var properties: JSONObject = [
            "page": .int(token.page), "pageVersion": .int(token.version), "pageName": .string(page.name), "form": .string(sent.form),
            "answers": .object(sent.answers), "phoneGiven": true, "quality": .string(reasons.isEmpty ? "ok" : "quarantine"),
            "reasons": .strings(reasons), "link": .optional(token.link), "origin": .optional(visit.facts.origin),
            "product": form.product.isEmpty ? .null : .string(form.product),
            "region": ["region", "city", "province"].lazy.compactMap { sent.answers[$0] }.first ?? .null,
            "noticeVersion": .string(form.noticeVersion), "marketingAgreed": .bool(agrees && !form.purposes.isEmpty),
        ]
        if let experiment = content.experiment, !token.variant.isEmpty {
            properties["experiment"] = .string(experiment.key)
            properties["variant"] = .string(token.variant)
        }
        var event = visitorEvent(
            "$form_submitted", visit, identifiers: [Identifier(.anonymousID, visit.anonymousID), Identifier(.phone, sent.phone)],
            properties: properties)
        // The nonce makes a second sending of the same form a repeat.
        event.messageID = "form:" + token.nonce
        event.dedupeKey = Hash128(of: Array("form:\(token.nonce)".utf8))
        if reasons.isEmpty {
            if agrees { for purpose in form.purposes { event.commands.append(.consent(purpose: purpose, granted: true)) } }
            if let name = form.fields.first(where: { $0.kind == .name }).flatMap({ sent.answers[$0.name] }) {
                event.commands.append(.trait(TraitChange("name", .setOnce, name.bytes)))
            }
        }
        return event
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
        return try text.map { try compiled($0, "\(page).\(version)") }
    }

    private func again(
        _ page: LandingPage, _ content: PageContent, _ visit: Visit, _ token: FormToken?, _ problem: String, _ values: [String: String]
    ) async throws -> FormAnswer {
        let key = try await signingKey()
        var frame = PageRenderer.Frame(page: page.id, slug: page.slug, version: token?.version ?? page.published)
        frame.nonce = base.entropy.token(bits: 120)
        frame.variant = token.map { $0.variant.isEmpty ? "A" : $0.variant } ?? "A"
        frame.problem = problem
        frame.values = values
        if content.form(values["_form"] ?? "") == nil { frame.values["_form"] = nil }
        frame.token =
            (token
            ?? FormToken(
                page: page.id, version: page.published, variant: "", link: nil, issued: base.clock.now,
                nonce: base.entropy.token(bits: 120),
                visitor: visit.anonymousID, facts: visit.facts)).signed(key)
        return .again(html: PageRenderer.html(content, frame), nonce: frame.nonce, problem: problem)
    }

    /// Why a form may come from a machine or a prankster; empty for none. Notes the nonce and counts per phone, network and device the first time; a
    /// repeated sending gets the first verdict.
    private func suspicions(_ token: FormToken, phone: String, honeypot: String, _ visit: Visit) async throws -> [String] {
        let now = base.clock.now
        let day = (now.milliseconds + Int64(base.zone().offset(at: now)) * 1000) / 86_400_000
        var plain: [String] = []
        if !honeypot.isEmpty { plain.append("honeypot") }
        if now.since(token.issued) < FormToken.quickest { plain.append("too_fast") }
        if visit.isBot { plain.append("bot") }
        if Self.isImplausible(phone) { plain.append("implausible_phone") }
        let who = [
            // Behind a carrier thousands share one address: only a burst from it is suspicious.
            ("phone:" + Self.digest(phone), 3), ("net:" + Self.digest(visit.network) + ":\(now.milliseconds / 3_600_000 % 24)", 120),
            ("device:" + visit.anonymousID, 6),
        ]
        let found = plain
        return try await base.store.write { tx -> [String] in
            if let known = try tx.first("SELECT verdict FROM form_nonce WHERE nonce = $1", [.text(token.nonce)], { $0.text(0) }) {
                return known.split(separator: " ").map(String.init)
            }
            var found = found
            for (name, most) in who {
                let count =
                    try tx.first(
                        "INSERT INTO form_count(who, day, count) VALUES ($1, $2, 1) ON CONFLICT(who, day) DO UPDATE SET count = form_count.count + 1 RETURNING count",
                        [.text(name), .integer(day)]
                    ) { $0.integer(0) } ?? 0
                if count > Int64(most) { found.append("too_many_from_\(name.prefix { $0 != ":" })") }
            }
            try tx.execute(
                "INSERT INTO form_nonce(nonce, expires_at, verdict) VALUES ($1, $2, $3)",
                [.text(token.nonce), .integer(token.issued.milliseconds + FormToken.lifetime), .text(found.joined(separator: " "))])
            return found
        }
    }

    /// Numbers that people make up: one digit over and over, straight up or down.
    static func isImplausible(_ phone: String) -> Bool {
        let tail = phone.utf8.suffix(8).map { Int($0) }
        guard tail.count == 8 else { return true }
        let steps = Set(zip(tail, tail.dropFirst()).map { $1 - $0 })
        return Set(tail).count <= 2 || steps == [1] || steps == [-1]
    }

    private static func digest(_ text: String) -> String { Base32.encode(Array(SHA256.hash(data: Array(text.utf8)).prefix(16))) }
}
