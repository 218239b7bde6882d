"""Answers of many keys in one document: rows, failures, and what was not read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from jungletui.domain.accounts import KeyFailure, NotRead
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.keys import Key
from jungletui.service.side_by_side import key_failure

Row = TypeVar("Row")
Part = tuple[tuple[Row, ...], tuple[NotRead, ...]]


def collected(
    answers: Sequence[tuple[Key, Part[Row] | ErrorInfo]],
) -> tuple[tuple[Row, ...], tuple[KeyFailure, ...], tuple[NotRead, ...]]:
    """Rows, failures and what was not read, each in one tuple."""
    rows: list[Row] = []
    errors: list[KeyFailure] = []
    not_read: list[NotRead] = []
    for key, answer in answers:
        if isinstance(answer, ErrorInfo):
            errors.append(key_failure(key, answer))
        else:
            rows.extend(answer[0])
            not_read.extend(answer[1])
    return tuple(rows), tuple(errors), tuple(not_read)
