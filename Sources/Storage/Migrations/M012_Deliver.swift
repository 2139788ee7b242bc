extension Migration {
    /// Channel accounts, templates, messages, attempts, staff notices.
    static let deliver = Migration(
        12, "deliver",
        [
            // settings: JSON by field; secrets lie in table secret as channel.<id>.<field>
            "CREATE TABLE channel_account (id INT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, settings TEXT NOT NULL, per_minute INT NOT NULL, active INT NOT NULL, failure TEXT NOT NULL, checked_at INT, created_at INT NOT NULL)",
            // purpose: marketing, transactional; quiet: defer, drop, ignore; params: JSON list of name and value
            "CREATE TABLE message_template (id INT NOT NULL PRIMARY KEY, name TEXT NOT NULL, account INT NOT NULL, purpose TEXT NOT NULL, quiet TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL, code TEXT NOT NULL, params TEXT NOT NULL, archived INT NOT NULL, version INT NOT NULL, created_at INT NOT NULL, updated_at INT NOT NULL)",
            // state: queued, deferred, sending, accepted, delivered, failed, unknown, not_sent
            "CREATE TABLE message (id INT NOT NULL PRIMARY KEY, key TEXT NOT NULL UNIQUE, leaf INT NOT NULL, template INT NOT NULL, account INT NOT NULL, channel TEXT NOT NULL, purpose TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL, cause TEXT NOT NULL, run INT, variables TEXT NOT NULL, is_test INT NOT NULL, receiver TEXT NOT NULL, content TEXT NOT NULL, provider_id TEXT NOT NULL, attempts INT NOT NULL, due_at INT, created_at INT NOT NULL, sent_at INT, updated_at INT NOT NULL)",
            "CREATE INDEX message_leaf ON message (leaf, created_at)",
            "CREATE INDEX message_created ON message (created_at)",
            "CREATE INDEX message_state ON message (state, id)",
            "CREATE INDEX message_run ON message (run) WHERE run IS NOT NULL",
            "CREATE INDEX message_provider ON message (provider_id) WHERE provider_id <> ''",
            "CREATE TABLE message_attempt (id INT NOT NULL PRIMARY KEY, message INT NOT NULL, at INT NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL)",
            "CREATE INDEX message_attempt_message ON message_attempt (message, id)",
            "CREATE TABLE staff_notice (id INT NOT NULL PRIMARY KEY, key TEXT NOT NULL, account INT NOT NULL, event TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL, error TEXT NOT NULL, attempts INT NOT NULL, at INT NOT NULL, done_at INT)",
            "CREATE UNIQUE INDEX staff_notice_once ON staff_notice (key, account)",
            "CREATE TABLE webhook_call (id INT NOT NULL PRIMARY KEY, key TEXT NOT NULL UNIQUE, account INT NOT NULL, leaf INT NOT NULL, event TEXT NOT NULL, state TEXT NOT NULL, error TEXT NOT NULL, attempts INT NOT NULL, at INT NOT NULL, done_at INT)",
            "CREATE INDEX webhook_call_leaf ON webhook_call (leaf)",
            // one row: quiet hours and caps as JSON
            "CREATE TABLE deliver_policy (id INT NOT NULL PRIMARY KEY, policy TEXT NOT NULL)",
        ])
}
