"""A vault that lives in memory only: the demo's. It never touches the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jungletui.domain.failures import LockedError
from jungletui.vault.content import Content, only_true


class MemoryVault:
    """The members of an open vault over a content given to it."""

    def __init__(self, content: Content, path: Path = Path("demo")) -> None:
        self._content: Content | None = content
        self._generation = 1
        self.path = path
        self.notices: tuple[str, ...] = ()

    @property
    def content(self) -> Content:
        """The contents. Raises LockedError after `close`."""
        if self._content is None:
            raise LockedError("the vault is locked", "Start the demo again.")
        return self._content

    @property
    def generation(self) -> int:
        """One more than the number of changes."""
        return self._generation

    def change(self, edit: Callable[[Content], Content]) -> None:
        """Replace the content by `edit(content)`; an `edit` that returns its argument is none."""
        edited = only_true(self.content, edit(self.content))
        if edited is not self._content:
            self._content = edited
            self._generation += 1

    def close(self) -> None:
        """Forget the contents."""
        self._content = None
