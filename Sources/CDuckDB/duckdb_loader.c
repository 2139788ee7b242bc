int lianlu_duckdb_placeholder(void) { return 0; }
