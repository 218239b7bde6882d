"""A text that cannot be printed, formatted, compared by chance, pickled or logged."""

from __future__ import annotations

import hmac
from typing import NoReturn, final

MASK = "•••"


@final
class Secret:
    """Holds one secret text; `reveal` and `encoded` are the only ways out and easy to search for.

    Made from a text, or from a bytearray of its UTF-8, which is the secret's own from then on: it
    can be wiped, as no text of Python's can.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str | bytearray) -> None:
        self._text: str | bytearray = ""
        if not isinstance(text, str | bytearray):
            raise TypeError("a Secret is made from a text")
        self._text = text

    def reveal(self) -> str:
        """The text itself: only where it leaves for the exchange or the vault file."""
        return self._text if isinstance(self._text, str) else self._text.decode()

    def encoded(self) -> bytes | bytearray:
        """Its UTF-8, for the pipe to the service; no copy where it was made from a bytearray."""
        return self._text.encode() if isinstance(self._text, str) else self._text

    def wipe(self) -> None:
        """Overwrite it where it was made from a bytearray; it is then as many NULs. Also done
        when nothing refers to the secret any more."""
        if isinstance(self._text, bytearray):
            self._text[:] = bytes(len(self._text))

    def __del__(self) -> None:
        self.wipe()

    def __len__(self) -> int:
        if isinstance(self._text, str):
            return len(self._text)
        return sum(byte & 0xC0 != 0x80 for byte in self._text)  # the first bytes of characters

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.encoded(), other.encoded())

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
