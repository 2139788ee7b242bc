extension Migration {
    /// Organisation tree, accounts, keys, audit.
    static let organisation = Migration(
        2, "organisation",
        [
            // kind: brand, region, dealer, store; path: ids from the root, "/1/4/9/"
            "CREATE TABLE organisation_node (id INT NOT NULL PRIMARY KEY, parent INT, kind TEXT NOT NULL, name TEXT NOT NULL, code TEXT NOT NULL UNIQUE, path TEXT NOT NULL, created_at INT NOT NULL)",
            "CREATE INDEX organisation_path ON organisation_node (path)",
            // role: admin, marketer, sales, analyst; status: active, invited, disabled
            "CREATE TABLE account (id INT NOT NULL PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, password TEXT, role TEXT NOT NULL, node INT, status TEXT NOT NULL, locale TEXT, created_at INT NOT NULL, last_login_at INT)",
            "CREATE TABLE console_session (token_hash BLOB NOT NULL PRIMARY KEY, account INT NOT NULL, created_at INT NOT NULL, expires_at INT NOT NULL, address TEXT NOT NULL, agent TEXT NOT NULL)",
            "CREATE TABLE login_token (token_hash BLOB NOT NULL PRIMARY KEY, account INT, created_at INT NOT NULL, expires_at INT NOT NULL, used_at INT)",
            "CREATE TABLE api_key (id INT NOT NULL PRIMARY KEY, name TEXT NOT NULL, key_hash BLOB NOT NULL UNIQUE, hint TEXT NOT NULL, role TEXT NOT NULL, node INT, created_by TEXT NOT NULL, created_at INT NOT NULL, last_used_at INT, revoked_at INT)",
            "CREATE TABLE audit (id INT NOT NULL PRIMARY KEY, at INT NOT NULL, actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL, actor_name TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL, detail TEXT NOT NULL, address TEXT NOT NULL)",
            "CREATE INDEX audit_at ON audit (at)",
            // which customers belong to which part of the organisation, by leaf
            "CREATE TABLE leaf_node (leaf INT NOT NULL, node INT NOT NULL, since INT NOT NULL, actor TEXT NOT NULL, PRIMARY KEY (leaf, node) /*rowless*/)",
            "CREATE INDEX leaf_node_node ON leaf_node (node, leaf)",
        ])
}
