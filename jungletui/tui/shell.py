"""What a screen may ask of the app around it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from jungletui.domain.failures import ErrorInfo
from jungletui.tui.glyphs import Glyphs

if TYPE_CHECKING:
    from jungletui.domain.interface import Service
    from jungletui.tui.known import Known


T = TypeVar("T")


class Shell(Protocol):
    """The app, as its screens see it."""

    service: Service
    clock: Callable[[], datetime]
    glyphs: Glyphs
    demo: bool
    known: Known

    def go(self, screen: str, names: tuple[str, ...] = ()) -> None:
        """Show a screen by its name in the registry, about these keys (none: all)."""

    def forget_key(self, name: str) -> None:
        """A key was removed: nothing of it stays anywhere."""

    def back(self) -> None:
        """Show the screen before this one."""

    def service_ended(self, error: ErrorInfo) -> None:
        """The service does not answer any more: say so and offer to start it anew."""

    async def at_prompt(self, work: Callable[[], Awaitable[T]]) -> T:
        """Give the terminal back while the service asks something on it; what `work` answers.
        Raises what `work` raises."""
