"""What the end-to-end tests, the drill and the benchmarks share: a server, a private PostgreSQL, a client, a recording proxy."""
