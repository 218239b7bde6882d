"""Development tools; no part of the wheel."""
