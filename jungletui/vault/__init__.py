"""The vault file: format, key slots, durable save, unlock sources."""
