"""Loopback exchanges that speak the real wire protocols."""
