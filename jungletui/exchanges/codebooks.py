"""The code book of one exchange: which raw code or text means which kind of failure, and what an
answer that is none looks like."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jungletui.domain.failures import FailureKind

Shape = Mapping[str, str]
"""Dotted path into a reply (empty: the reply itself) to `list`, `dict`, `number` or `any`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One documented refusal. It fits where everything that it names fits. `also` names the kinds
    that the exchange answers in the same way as `kind`."""

    codes: tuple[str, ...]
    starts: tuple[str, ...]
    contains: str
    status: int | None
    kind: FailureKind
    meaning: str
    remedy: str
    also: tuple[FailureKind, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeBook:
    """How one exchange says no. `code_fields` and `text_fields` are dotted paths to code and text,
    the first one that is there counts; `errors_field` leads to a list of texts where there are no
    codes."""

    name: str
    code_fields: tuple[str, ...] = ()
    text_fields: tuple[str, ...] = ()
    errors_field: str = ""
    success: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()
    statuses: tuple[Rule, ...] = ()
    envelope: Shape | None = None
    shapes: Mapping[str, Shape] | None = None

    def sentence(self, meaning: str) -> str:
        """`meaning` with the exchange's name before it, once."""
        return meaning if meaning.startswith(self.name) else f"{self.name}: {meaning}"


@cache
def code_book(exchange: str) -> CodeBook:
    """The book in `codes/<exchange>.toml`; without one, a book that knows only the name."""
    found = files("jungletui.exchanges").joinpath("codes", f"{exchange}.toml")
    if not exchange.isidentifier() or not found.is_file():
        return CodeBook(exchange)
    table = tomllib.loads(found.read_text(encoding="utf-8"))
    if "same_as" in table:
        return code_book(table["same_as"])
    return CodeBook(
        name=table["name"],
        code_fields=_texts(table.get("code")),
        text_fields=_texts(table.get("text")),
        errors_field=table.get("errors", ""),
        success=frozenset(table.get("success", ())),
        rules=tuple(_rule(row) for row in table.get("rule", ())),
        statuses=tuple(_rule(row) for row in table.get("status", ())),
        envelope=table.get("envelope"),
        shapes=table.get("shape"),
    )


def _rule(row: Mapping[str, object]) -> Rule:
    status = row.get("status")
    return Rule(
        codes=_texts(row.get("code")),
        starts=_texts(row.get("starts")),
        contains=str(row.get("contains", "")),
        status=status if isinstance(status, int) else None,
        kind=FailureKind(str(row["kind"])),
        meaning=str(row["meaning"]),
        remedy=str(row["remedy"]),
        also=tuple(FailureKind(kind) for kind in _texts(row.get("also"))),
    )


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (str(value),)
