"""Widgets of our own: the one table and the chrome around the screens."""
