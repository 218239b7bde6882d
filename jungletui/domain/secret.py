"""A text that cannot be printed, formatted, compared by chance, pickled or logged."""

from __future__ import annotations

import hmac
from typing import NoReturn, final

MASK = "•••"


@final
class Secret:
    """Holds one secret text; `reveal` is the only way out and is easy to search for."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError("a Secret is made from a text")
        self._text = text

    def reveal(self) -> str:
        """The text itself: only where it leaves for the exchange or the vault file."""
        return self._text

    def __len__(self) -> int:
        return len(self._text)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> NoReturn:
        raise TypeError("a Secret has no hash")

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, format_spec: str) -> str:
        return MASK

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret cannot be pickled or copied")
