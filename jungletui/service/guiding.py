"""The guide pages: how to create, restrict and delete a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jungletui.domain.failures import UsageError
from jungletui.service.state import State

if TYPE_CHECKING:
    from jungletui.domain.documents import Guide


def guide(state: State, exchange: str) -> Guide:
    """The page of one exchange. UsageError where there is none yet."""
    del state
    from jungletui.domain.documents import Guide  # noqa: PLC0415
    from jungletui.guides import guide_ids, read_guide  # noqa: PLC0415

    text = read_guide(exchange)
    if text is None:
        raise UsageError(
            f"There is no guide for {exchange!r}.",
            f"There are guides for {', '.join(guide_ids())}.",
        )
    return Guide(exchange, text)
