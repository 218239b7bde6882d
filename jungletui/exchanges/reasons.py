"""Why an order was refused or ended, in the exchange's own word."""

from __future__ import annotations

from jungletui.exchanges.protocol import Row

NAMES = (
    "rejectReason",  # bybit: https://bybit-exchange.github.io/docs/v5/enum#rejectreason
    "cancelSourceReason",  # okx: https://www.okx.com/docs-v5/en/#order-book-trading-trade-get-order-details
    "reason",  # kraken: https://docs.kraken.com/api/docs/rest-api/get-closed-orders
    "reject_reason",  # coinbase: ccxt 4.5.90 coinbase.py parse_order
    "cancel_reason",  # derive: ccxt 4.5.90 derive.py parse_order
    "cancelReason",  # bitget, kucoin: ccxt 4.5.90 bitget.py, kucoin.py
    "cancelType",  # bybit: https://bybit-exchange.github.io/docs/v5/enum#canceltype
    "finish_as",  # gate: https://www.gate.io/docs/developers/apiv4/en/#order
)
NOTHING = frozenset(("", "0", "EC_NoError", "UNKNOWN", "None", "null", "filled", "open"))


def reason_of(found: Row) -> str | None:
    """The word in the raw order; None where there is none, or it says that nothing happened."""
    raw = found.get("info")
    if not isinstance(raw, dict):
        return None
    for name in NAMES:
        said = raw.get(name)
        if isinstance(said, str) and said not in NOTHING:
            return said
    return None
