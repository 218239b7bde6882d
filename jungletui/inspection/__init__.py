"""Permission reports: pure parsers, one file per exchange, and the checks of a policy."""
