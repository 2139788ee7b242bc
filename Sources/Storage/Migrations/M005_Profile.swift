extension Migration {
    /// Leaf statistics, traits, tags, consent, search, commerce.
    static let profile = Migration(
        5, "profile",
        [
            // session_start: start of the current 30-minute visit; channels: bit set of Channel raw values; touches: JSON
            "CREATE TABLE leaf_state (leaf INT NOT NULL PRIMARY KEY, first_seen INT NOT NULL, last_seen INT NOT NULL, events INT NOT NULL, session_start INT NOT NULL, channels INT NOT NULL, first_touch TEXT, last_touch TEXT)",
            "CREATE INDEX leaf_state_last ON leaf_state (last_seen, leaf)",
            "CREATE INDEX leaf_state_first ON leaf_state (first_seen, leaf)",
            // kind: 0 set, 1 set once, 2 sum, 3 list, 4 unset (kept, so that late changes stay void); value: JSON text; name "" marks a clear of all
            "CREATE TABLE trait (leaf INT NOT NULL, name TEXT NOT NULL, kind INT NOT NULL, value TEXT NOT NULL, time INT NOT NULL, source INT NOT NULL, PRIMARY KEY (leaf, name) /*rowless*/)",
            "CREATE TABLE tag (id INT NOT NULL PRIMARY KEY, name TEXT NOT NULL, group_name TEXT NOT NULL, description TEXT NOT NULL, owner TEXT NOT NULL, created_at INT NOT NULL)",
            "CREATE UNIQUE INDEX tag_name ON tag (group_name, name)",
            // on_leaf: 1 present, 0 taken off (kept so that the newest wins when customers merge)
            "CREATE TABLE leaf_tag (leaf INT NOT NULL, tag INT NOT NULL, on_leaf INT NOT NULL, time INT NOT NULL, actor TEXT NOT NULL, PRIMARY KEY (leaf, tag) /*rowless*/)",
            "CREATE INDEX leaf_tag_tag ON leaf_tag (tag, leaf)",
            "CREATE TABLE consent (id INT NOT NULL PRIMARY KEY, leaf INT NOT NULL, purpose TEXT NOT NULL, granted INT NOT NULL, time INT NOT NULL, source INT NOT NULL, actor TEXT NOT NULL, evidence TEXT NOT NULL)",
            "CREATE INDEX consent_leaf ON consent (leaf, purpose, time)",
            // every suffix of a display name, lower case: prefix search on it is substring search on both engines
            "CREATE TABLE name_suffix (suffix TEXT NOT NULL, leaf INT NOT NULL, PRIMARY KEY (suffix, leaf) /*rowless*/)",
            "CREATE INDEX name_suffix_leaf ON name_suffix (leaf)",
            "CREATE TABLE product (id INT NOT NULL PRIMARY KEY, scope TEXT NOT NULL, external_id TEXT NOT NULL, name TEXT NOT NULL, category TEXT NOT NULL, price_fen INT, status TEXT NOT NULL, attributes TEXT NOT NULL, updated_at INT NOT NULL)",
            "CREATE UNIQUE INDEX product_external ON product (scope, external_id)",
            // status: as shown; progress: the same, refunds apart; updated_at, lines_at: times of the newest events whose amounts and lines count
            // status: placed, paid, shipped, completed, cancelled, refunded; amount_fen of a refund: -1 = all that is left of the order
            "CREATE TABLE purchase (id INT NOT NULL PRIMARY KEY, scope TEXT NOT NULL, external_id TEXT NOT NULL, leaf INT NOT NULL, status TEXT NOT NULL, placed_at INT NOT NULL, paid_at INT, currency TEXT NOT NULL, total_fen INT NOT NULL, discount_fen INT NOT NULL, shipping_fen INT NOT NULL, refunded_fen INT NOT NULL, origin TEXT, source INT NOT NULL, attributes TEXT NOT NULL, updated_at INT NOT NULL, progress TEXT NOT NULL, lines_at INT NOT NULL)",
            "CREATE UNIQUE INDEX purchase_external ON purchase (scope, external_id)",
            "CREATE INDEX purchase_leaf ON purchase (leaf)",
            "CREATE INDEX purchase_placed ON purchase (placed_at, id)",
            "CREATE TABLE purchase_item (purchase INT NOT NULL, line INT NOT NULL, product_id TEXT NOT NULL, name TEXT NOT NULL, quantity INT NOT NULL, price_fen INT NOT NULL, amount_fen INT NOT NULL, PRIMARY KEY (purchase, line))",
            "CREATE INDEX purchase_item_product ON purchase_item (product_id)",
            "CREATE TABLE refund (id INT NOT NULL PRIMARY KEY, purchase INT NOT NULL, external_id TEXT NOT NULL, amount_fen INT NOT NULL, time INT NOT NULL, reason TEXT NOT NULL)",
            "CREATE UNIQUE INDEX refund_external ON refund (purchase, external_id)",
        ])
}
