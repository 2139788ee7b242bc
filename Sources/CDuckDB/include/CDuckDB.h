int lianlu_duckdb_placeholder(void);
