extension Migration {
    /// Origins, links, clicks, landing pages, experiments, slots.
    static let touchpoint = Migration(
        9, "touchpoint",
        [
            // kind: ad, campaign, link, code, referral, organic, other; path: ids from the root, "/1/4/"
            "CREATE TABLE origin (id INT NOT NULL PRIMARY KEY, parent INT, name TEXT NOT NULL, code TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, platform TEXT NOT NULL, owner TEXT NOT NULL, cost_model TEXT NOT NULL, cost_note TEXT NOT NULL, path TEXT NOT NULL, archived INT NOT NULL, created_at INT NOT NULL)",
            "CREATE INDEX origin_path ON origin (path)",
            // field: origin, utm_source, utm_campaign, click_platform, referrer
            "CREATE TABLE origin_rule (field TEXT NOT NULL, value TEXT NOT NULL, origin INT NOT NULL, PRIMARY KEY (field, value))",
            "CREATE TABLE link (id INT NOT NULL PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, origin INT, page INT, url TEXT NOT NULL, utm TEXT NOT NULL, active INT NOT NULL, clicks INT NOT NULL, created_at INT NOT NULL, created_by TEXT NOT NULL)",
            "CREATE INDEX link_origin ON link (origin)",
            // one row per person and click id (or per visit of a link without one); campaign: ids the platform's macros brought, as JSON; network: masked
            "CREATE TABLE click (id INT NOT NULL PRIMARY KEY, leaf INT NOT NULL, platform TEXT NOT NULL, click_id TEXT NOT NULL, link INT, origin INT, time INT NOT NULL, url TEXT NOT NULL, referrer TEXT NOT NULL, agent TEXT NOT NULL, network TEXT NOT NULL, campaign TEXT NOT NULL)",
            "CREATE INDEX click_leaf ON click (leaf, time)",
            "CREATE UNIQUE INDEX click_once ON click (click_id, platform, leaf) WHERE click_id <> ''",
            "CREATE INDEX click_origin ON click (origin, time)",
            "CREATE INDEX click_time ON click (time)",
            // draft: block JSON; revision: guards against two editors; published: version shown, 0 for none
            "CREATE TABLE landing_page (id INT NOT NULL PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, draft TEXT NOT NULL, revision INT NOT NULL, published INT NOT NULL, archived INT NOT NULL, created_at INT NOT NULL, updated_at INT NOT NULL)",
            "CREATE TABLE landing_version (page INT NOT NULL, version INT NOT NULL, revision INT NOT NULL, content TEXT NOT NULL, published_at INT NOT NULL, published_by TEXT NOT NULL, PRIMARY KEY (page, version))",
            "CREATE TABLE experiment_unit (experiment TEXT NOT NULL, unit TEXT NOT NULL, variant TEXT NOT NULL, at INT NOT NULL, PRIMARY KEY (experiment, unit))",
            // first exposure of a person, by the leaf that was exposed
            "CREATE TABLE experiment_exposure (experiment TEXT NOT NULL, leaf INT NOT NULL, variant TEXT NOT NULL, at INT NOT NULL, PRIMARY KEY (experiment, leaf))",
            "CREATE TABLE experiment_conversion (experiment TEXT NOT NULL, leaf INT NOT NULL, at INT NOT NULL, PRIMARY KEY (experiment, leaf))",
            "CREATE INDEX experiment_exposure_leaf ON experiment_exposure (leaf)",
            "CREATE INDEX experiment_conversion_leaf ON experiment_conversion (leaf)",
            // verdict: the reasons found the first time, so that a repeated sending comes to the same end
            "CREATE TABLE form_nonce (nonce TEXT NOT NULL PRIMARY KEY, expires_at INT NOT NULL, verdict TEXT NOT NULL)",
            "CREATE INDEX form_nonce_expiry ON form_nonce (expires_at)",
            "CREATE TABLE form_count (who TEXT NOT NULL, day INT NOT NULL, count INT NOT NULL, PRIMARY KEY (who, day))",
            // forms as they came in, good and quarantined; the answers are in the events
            "CREATE TABLE form_submission (id INT NOT NULL PRIMARY KEY, page INT NOT NULL, version INT NOT NULL, leaf INT NOT NULL, link INT, origin INT, variant TEXT NOT NULL, quality TEXT NOT NULL, reasons TEXT NOT NULL, at INT NOT NULL)",
            "CREATE INDEX form_submission_page ON form_submission (page, id)",
            "CREATE INDEX form_submission_leaf ON form_submission (leaf)",
            // fallback: what is shown to whom nothing else fits, "" for nothing
            "CREATE TABLE slot (id INT NOT NULL PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL, active INT NOT NULL, fallback TEXT NOT NULL, created_at INT NOT NULL)",
            // rule: audience rule or ""; content: title, text, image, button, url; cap: showings per person within cap_days, 0 for no limit
            "CREATE TABLE slot_content (id INT NOT NULL PRIMARY KEY, slot INT NOT NULL, name TEXT NOT NULL, priority INT NOT NULL, rule TEXT NOT NULL, content TEXT NOT NULL, cap INT NOT NULL, cap_days INT NOT NULL, targeted INT NOT NULL, active INT NOT NULL, starts_at INT, ends_at INT, shown INT NOT NULL, clicked INT NOT NULL)",
            "CREATE INDEX slot_content_slot ON slot_content (slot)",
            // content 0: whatever of the slot is only for people on its list
            "CREATE TABLE slot_target (slot INT NOT NULL, leaf INT NOT NULL, content INT NOT NULL, until INT NOT NULL, cause TEXT NOT NULL, PRIMARY KEY (slot, leaf, content))",
            "CREATE INDEX slot_target_leaf ON slot_target (leaf)",
            "CREATE TABLE slot_command (key TEXT NOT NULL PRIMARY KEY, at INT NOT NULL)",
            "CREATE TABLE slot_showing (content INT NOT NULL, leaf INT NOT NULL, day INT NOT NULL, count INT NOT NULL, PRIMARY KEY (leaf, content, day))",
            // a showing or click counts once, however often a page tells it
            "CREATE TABLE slot_report (token TEXT NOT NULL PRIMARY KEY, expires_at INT NOT NULL)",
            "CREATE INDEX slot_report_expiry ON slot_report (expires_at)",
        ])
}
