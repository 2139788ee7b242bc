extension Migration {
    /// Ad accounts, mappings, conversions, spend.
    static let feedback = Migration(
        13, "feedback",
        [
            "CREATE TABLE ad_account (id INT NOT NULL PRIMARY KEY, platform TEXT NOT NULL, name TEXT NOT NULL, external_id TEXT NOT NULL, settings TEXT NOT NULL, active INT NOT NULL, send_identifiers INT NOT NULL, window_days INT NOT NULL, hold_minutes INT NOT NULL, per_minute INT NOT NULL, origin INT, problem TEXT NOT NULL, eligible INT NOT NULL, created_at INT NOT NULL)",
            "CREATE TABLE stage_mapping (account INT NOT NULL, version INT NOT NULL, mapping_rows TEXT NOT NULL, note TEXT NOT NULL, created_at INT NOT NULL, created_by TEXT NOT NULL, PRIMARY KEY (account, version))",
            // state: held, queued, sending, unknown, ok, rejected, suppressed, expired
            "CREATE TABLE conversion_out (id INT NOT NULL PRIMARY KEY, leaf INT NOT NULL, account INT NOT NULL, platform TEXT NOT NULL, stage TEXT NOT NULL, event TEXT NOT NULL, stage_event TEXT NOT NULL, occurred_at INT NOT NULL, due_at INT NOT NULL, sent_at INT, state TEXT NOT NULL, reason TEXT NOT NULL, click_id TEXT NOT NULL, click_at INT, amount_fen INT, attempts INT NOT NULL, mapping_version INT NOT NULL, unit TEXT NOT NULL, request TEXT NOT NULL, response TEXT NOT NULL, created_at INT NOT NULL, updated_at INT NOT NULL)",
            "CREATE UNIQUE INDEX conversion_once ON conversion_out (account, stage_event, event)",
            "CREATE INDEX conversion_leaf ON conversion_out (leaf)",
            "CREATE INDEX conversion_account ON conversion_out (account, state)",
            // metrics a file does not have are NULL; revision counts changes
            "CREATE TABLE ad_spend (id INT NOT NULL PRIMARY KEY, platform TEXT NOT NULL, account TEXT NOT NULL, campaign TEXT NOT NULL, campaign_name TEXT NOT NULL, origin INT, day TEXT NOT NULL, accounting TEXT NOT NULL, cost_fen INT NOT NULL, impressions INT, clicks INT, conversions INT, updated_at INT NOT NULL, revision INT NOT NULL)",
            "CREATE UNIQUE INDEX ad_spend_key ON ad_spend (platform, account, campaign, day, accounting)",
            "CREATE INDEX ad_spend_day ON ad_spend (day)",
            "CREATE TABLE ad_spend_revision (spend INT NOT NULL, revision INT NOT NULL, at INT NOT NULL, actor TEXT NOT NULL, row_values TEXT NOT NULL, PRIMARY KEY (spend, revision))",
            // one row: gross margin and windows
            "CREATE TABLE media_setting (id INT NOT NULL PRIMARY KEY, settings TEXT NOT NULL)",
        ])
}
