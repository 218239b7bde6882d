"""The guide pages: how to create, restrict and delete a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jungletui.domain.failures import UsageError
from jungletui.service.keys import require_exchange
from jungletui.service.state import State

if TYPE_CHECKING:
    from jungletui.domain.documents import Guide


def guide(state: State, exchange: str) -> Guide:
    """The page of one exchange. UsageError where there is none yet, and, with the nearest names,
    where there is no such exchange."""
    del state
    from jungletui.domain.documents import Guide  # noqa: PLC0415
    from jungletui.guides import GENERAL, guide_ids, read_guide  # noqa: PLC0415

    text = read_guide(exchange)
    if text is None:
        require_exchange(exchange)
        raise UsageError(
            f"There is no guide for {exchange!r} yet.",
            f"`jungletui guide {GENERAL}` holds for every exchange. There are others for "
            f"{', '.join(name for name in guide_ids() if name != GENERAL)}.",
        )
    return Guide(exchange, text)
