"""The line under a table that counts what could not be read: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from jungletui.tui.views.gaps import Gap, Lack, ends_text, gap_title
from jungletui.tui.widgets.chrome import TextLine


class GapLine(TextLine):
    """Counts, and the key that shows the rest. It is not there where nothing is missing."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"gap--failed", "gap--key", "gap--plain"}
    DEFAULT_CSS = """
    GapLine { display: none; }
    GapLine > .gap--failed { text-style: bold; color: $error; }
    GapLine > .gap--plain { color: $warning; }
    GapLine > .gap--key { text-style: bold; color: $accent; }
    """

    def show(self, gaps: Iterable[Gap], now: datetime | None = None) -> None:
        """Count these; and down what ends by itself."""
        known = tuple(gaps)
        failed = tuple(gap for gap in known if gap.lack is Lack.KEY)
        rest = tuple(gap for gap in known if gap.lack is not Lack.KEY)
        spans = []
        if failed:
            words = f"! {gap_title(failed)}{ends_text(failed, now)}{', ' if rest else ''}"
            spans.append((words, "gap--failed"))
        if rest:
            spans.append((gap_title(rest), "gap--plain"))
        self.display = bool(known)
        self.put(((" ", ""), *spans, (": ", ""), ("e", "gap--key"), (" shows why", "")))
