"""What is being typed at a table: a filter, or the number of a column to sort by. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Mode = Literal["", "filter", "sort"]


@dataclass(frozen=True, slots=True)
class TableInput:
    """`mode` is what keys mean now, `filter` the text so far, `picked` a column number just
    chosen."""

    mode: Mode = ""
    filter: str = ""
    picked: int | None = None

    def take(self, key: str, character: str | None) -> tuple[TableInput, bool]:
        """What a key press makes of it, and whether the key is used up."""
        if self.mode == "filter":
            return self._while_filtering(key, character)
        if self.mode == "sort":
            digit = character is not None and character.isdecimal() and character != "0"
            picked = int(character) if digit and character is not None else None
            return replace(self, mode="", picked=picked), True
        if key == "escape" and self.filter:
            return replace(self, filter=""), True
        return self, False

    def _while_filtering(self, key: str, character: str | None) -> tuple[TableInput, bool]:
        if key == "escape":
            return TableInput(), True
        if key == "enter":
            return replace(self, mode=""), True
        if key == "backspace":
            return replace(self, filter=self.filter[:-1]), True
        if key == "ctrl+u":
            return replace(self, filter=""), True
        if character is not None and character.isprintable():
            return replace(self, filter=self.filter + character), True
        return self, False
