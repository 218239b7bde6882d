"""The text of a credential field: bytes in one place that never moves, and is wiped."""

from __future__ import annotations

from jungletui.domain.secret import Secret

LONGEST = 16_384
"""Longer than any key material; what is pasted beyond it is a file pasted by mistake."""
CR, LF = 0x0D, 0x0A


class SecretText:
    """Up to `LONGEST` bytes of UTF-8. Nothing here makes a Python text of them, which could not
    be wiped, but `readable`."""

    __slots__ = ("_bytes", "_end")

    def __init__(self) -> None:
        self._bytes = bytearray(LONGEST)
        self._end = 0

    def __len__(self) -> int:
        """In characters."""
        return sum(self._bytes[place] & 0xC0 != 0x80 for place in range(self._end))

    def __bool__(self) -> bool:
        return self._end > 0

    def __repr__(self) -> str:
        return f"SecretText({len(self)} characters)"

    def __del__(self) -> None:
        self.empty()

    @property
    def lines(self) -> int:
        """How many lines it has; an end of line at its end begins none."""
        ends = sum(self._bytes[place] == LF for place in range(self._end))
        return ends + (self._end > 0 and self._bytes[self._end - 1] != LF)

    def secret(self) -> Secret:
        """A copy for the service, which wipes itself."""
        raw = bytearray(self._end)
        with memoryview(raw) as to, memoryview(self._bytes) as kept:
            to[:] = kept[: self._end]
        return Secret(raw)

    def readable(self) -> str:
        """The text, for an id that is not secret."""
        return self._bytes[: self._end].decode()

    def begins_unfinished(self, begin: bytes, end: bytes) -> bool:
        """Whether it begins with one mark and does not have the other yet."""
        return self._bytes.startswith(begin, 0, self._end) and self._bytes.find(end) < 0

    def empty(self) -> None:
        """Overwrite it."""
        self._bytes[:] = bytes(len(self._bytes))
        self._end = 0

    def append(self, character: str) -> bool:
        """Add one character, if there is room for it."""
        raw = character.encode()
        if self._end + len(raw) > LONGEST:
            return False
        self._bytes[self._end : self._end + len(raw)] = raw
        self._end += len(raw)
        return True

    def shorten(self) -> None:
        """Take the last character away."""
        while self._end:
            self._end -= 1
            last, self._bytes[self._end] = self._bytes[self._end], 0
            if last & 0xC0 != 0x80:
                return

    def replace(self, pasted: bytearray) -> bool:
        """Put what was pasted in the place of the text, every end of line as `\\n` and without
        NULs, and wipe `pasted`. False, and nothing changes, where it is too long or no UTF-8."""
        try:
            if len(pasted) > LONGEST or not _is_text(pasted):
                return False
            self.empty()
            before = 0
            for byte in pasted:
                if byte and not (byte == LF and before == CR):
                    self._bytes[self._end] = LF if byte == CR else byte
                    self._end += 1
                before = byte
            return True
        finally:
            pasted[:] = bytes(len(pasted))


def _is_text(raw: bytearray) -> bool:
    """Whether it is UTF-8, found out a byte at a time."""
    import codecs  # noqa: PLC0415  as seldom as a paste

    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        for byte in raw:
            decode(bytes((byte,)))
        decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
