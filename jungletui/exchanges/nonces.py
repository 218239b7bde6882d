"""Numbers that only grow, one row per key, shared by every object that signs with that key."""

from __future__ import annotations


class Nonce:
    """Kraken refuses a nonce that is not larger than the last one of the same key.

    The unit stays the millisecond, ccxt's own: a finer one would overtake the bots that use the
    same key, and every later call of theirs would be refused.
    """

    def __init__(self) -> None:
        self._last = 0

    def after(self, milliseconds: int) -> int:
        """The time itself, or one more than the last number where that is not larger."""
        self._last = max(milliseconds, self._last + 1)
        return self._last
