"""ccxt behind a read-only guard: loading one exchange, sessions, markets, failures."""
