"""A guide's Markdown as plain lines: headings, lists, emphasis and links, nothing else."""

from __future__ import annotations

import re

from jungletui.tui.views.lines import BLANK, Line

_HEADING = re.compile(r"#{1,6}\s+(.*)")
_ITEM = re.compile(r"(\s*)([-*+]|\d+[.)])\s+(.*)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")
_SLANTED = re.compile(r"(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])")
_RULE = re.compile(r"\s*([-*_])(\s*\1){2,}\s*")


def guide_lines(markdown: str) -> tuple[Line, ...]:
    """The lines of the guide. Paragraphs are joined; a blank line stands before a heading and
    between paragraphs; a link shows its address, which cannot be clicked over SSH."""
    lines: list[Line] = []
    after_text = False
    fenced = False
    for raw in markdown.splitlines():
        if raw.lstrip().startswith("```"):
            fenced, after_text = not fenced, False
            continue
        if fenced:
            lines.append(Line(f"  {raw}", "accent", 2))
            continue
        line = _line(raw)
        if line is None:
            after_text = False
            if lines and lines[-1] != BLANK:
                lines.append(BLANK)
        elif after_text and line.tone == "plain" and not _ITEM.match(raw):
            last = lines.pop()
            lines.append(Line(f"{last.text} {line.text.strip()}", last.tone, last.indent))
        else:
            lines.append(line)
            after_text = line.tone == "plain"
    while lines and lines[-1] == BLANK:
        lines.pop()
    return tuple(lines)


def _line(raw: str) -> Line | None:
    """One source line; None for a blank one and for a rule."""
    if not raw.strip() or _RULE.fullmatch(raw):
        return None
    if heading := _HEADING.match(raw):
        return Line(_inline(heading[1]), "strong")
    if item := _ITEM.match(raw):
        indent, mark, text = item.groups()
        mark = "•" if mark in "-*+" else mark
        start = f"{indent}{mark} "
        return Line(start + _inline(text), indent=len(start))
    return Line(_inline(raw.strip().removeprefix("> ")))


def _inline(text: str) -> str:
    text = _LINK.sub(lambda m: m[1] if m[1] == m[2] else f"{m[1]} <{m[2]}>", text)
    return _SLANTED.sub(r"\1", _EMPHASIS.sub(r"\2", text))
