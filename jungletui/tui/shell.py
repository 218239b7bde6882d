"""What a screen may ask of the app around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from jungletui.domain.failures import ErrorInfo
from jungletui.domain.interface import Service
from jungletui.tui.glyphs import Glyphs


class Shell(Protocol):
    """The app, as its screens see it."""

    service: Service
    clock: Callable[[], datetime]
    glyphs: Glyphs
    demo: bool

    def go(self, screen: str, names: tuple[str, ...] = ()) -> None:
        """Show a screen by its name in the registry, about these keys (none: all)."""

    def back(self) -> None:
        """Show the screen before this one."""

    def service_ended(self, error: ErrorInfo) -> None:
        """The service does not answer any more: say so and offer to start it anew."""
