"""What a screen says where it has nothing (or nothing new) to show: one shape for every screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from jungletui.domain.countdown import counted_down
from jungletui.domain.failures import ErrorInfo


class NoticeKind(StrEnum):
    """Why there is nothing to show."""

    LOADING = "loading"
    EMPTY = "empty"
    ERROR = "error"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Notice:
    """A static text in place of rows: what is the matter, and the key or step that changes it."""

    kind: NoticeKind
    title: str
    lines: tuple[str, ...] = ()


def loading(what: str) -> Notice:
    """The first read is under way; `what` names it ("balances of 12 keys")."""
    return Notice(NoticeKind.LOADING, f"Reading {what} …")


def empty(title: str, *lines: str) -> Notice:
    """Nothing is there; `lines` say what is missing and which key fixes it."""
    return Notice(NoticeKind.EMPTY, title, lines)


def failed(error: ErrorInfo, retry: str = "r") -> Notice:
    """The read failed: kind and message, the remedy, and the key that tries again."""
    offline = error.kind == "unreachable"
    kind = NoticeKind.OFFLINE if offline else NoticeKind.ERROR
    word = "Offline" if offline else "Error"
    lines = (message_of(error), f"What to do: {error.remedy}", f"{retry} tries again.")
    return Notice(kind, f"{word}: {error.kind}", lines)


def counted(notice: Notice, now: datetime) -> Notice:
    """The same, with what is left now of a ban that tells its end."""
    return replace(notice, lines=tuple(counted_down(line, now) for line in notice.lines))


def message_of(error: ErrorInfo) -> str:
    """The message without the kind in front of it, which stands beside it anyway."""
    return error.message.removeprefix(f"{error.kind}: ")


def error_line(error: ErrorInfo) -> str:
    """An error on one line, for the status line: kind, message, remedy."""
    return f"Error: {error.kind} · {message_of(error)} → {error.remedy}"
