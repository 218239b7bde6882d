"""A notice as a widget of its own, for screens without a table."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from jungletui.tui.glyphs import glyphs_of
from jungletui.tui.notices import Notice, NoticeKind
from jungletui.tui.widgets.table_layout import clean

STYLES = {
    NoticeKind.LOADING: "bold",
    NoticeKind.EMPTY: "bold $accent",
    NoticeKind.ERROR: "bold $error",
    NoticeKind.OFFLINE: "bold $warning",
}


class NoticePanel(Widget):
    """Title and lines of a notice, and what to press."""

    DEFAULT_CSS = """
    NoticePanel { height: 1fr; padding: 1 2; }
    """

    def __init__(self, notice: Notice, press: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.notice = notice
        self.press = press

    def render(self) -> Content:
        """The text, with the title in the colour of its kind."""
        show = glyphs_of(self.app).text
        title = Content.styled(show(clean(self.notice.title)), STYLES[self.notice.kind])
        lines = [Content(show(clean(line))) for line in (*self.notice.lines, "", self.press)]
        return Content("\n").join([title, Content(""), *lines])
