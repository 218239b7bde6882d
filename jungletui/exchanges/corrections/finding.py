"""Finds the corrections of one exchange."""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.exchanges.corrections import Corrections, bitget, bittrade, coincheck, htx, indodax

ALL: Mapping[str, Corrections] = {
    "bitget": bitget.CORRECTIONS,
    "bittrade": bittrade.CORRECTIONS,
    "coincheck": coincheck.CORRECTIONS,
    "htx": htx.CORRECTIONS,
    "indodax": indodax.CORRECTIONS,
}
NONE = Corrections()


def corrections_of(exchange: str) -> Corrections:
    """What is put right there; mostly nothing."""
    return ALL.get(exchange, NONE)
