"""The service process: use cases over vault, exchanges and inspection, and its JSON-RPC server."""
