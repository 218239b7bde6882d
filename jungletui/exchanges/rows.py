"""From ccxt's unified structures to the rows of the domain, digit for digit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from jungletui.domain.accounts import BalanceRow, FillRow, OrderRow, Origin
from jungletui.domain.keys import KeyProfile
from jungletui.domain.times import from_milliseconds
from jungletui.exchanges.protocol import Row

MOST_DIGITS = 64
NOT_ASSETS = {"info", "free", "used", "total", "debt", "timestamp", "datetime"}


def balance_rows(found: Row, key: KeyProfile, wallet: str, at: datetime) -> Iterator[BalanceRow]:
    """Every asset of one wallet of which there is any."""
    for asset, amounts in found.items():
        if asset in NOT_ASSETS or not isinstance(amounts, dict):
            continue
        free, used, total = (exact(amounts.get(name)) for name in ("free", "used", "total"))
        if any((free, used, total)):
            yield BalanceRow(
                key.name, key.exchange, wallet, asset, free, used, total, None, Origin.REST, at
            )


def order_row(found: Row, key: KeyProfile, at: datetime) -> OrderRow:
    """One order."""
    created = moment(found.get("timestamp"))
    return OrderRow(
        key=key.name,
        exchange=key.exchange,
        id=text(found.get("id")) or "",
        client_id=text(found.get("clientOrderId")),
        symbol=text(found.get("symbol")) or "",
        side=text(found.get("side")),
        type=text(found.get("type")),
        status=text(found.get("status")),
        price=exact(found.get("price")),
        amount=exact(found.get("amount")),
        filled=exact(found.get("filled")),
        remaining=exact(found.get("remaining")),
        average=exact(found.get("average")),
        cost=exact(found.get("cost")),
        created_at=created,
        updated_at=moment(found.get("lastUpdateTimestamp"))
        or moment(found.get("lastTradeTimestamp"))
        or created,
        source=Origin.REST,
        at=at,
    )


def fill_row(found: Row, key: KeyProfile) -> FillRow:
    """One fill."""
    fee = found.get("fee")
    fee = fee if isinstance(fee, dict) else {}
    return FillRow(
        key=key.name,
        exchange=key.exchange,
        id=text(found.get("id")) or "",
        order_id=text(found.get("order")),
        symbol=text(found.get("symbol")) or "",
        side=text(found.get("side")),
        price=exact(found.get("price")),
        amount=exact(found.get("amount")),
        cost=exact(found.get("cost")),
        fee=exact(fee.get("cost")),
        fee_asset=text(fee.get("currency")),
        taker_or_maker=text(found.get("takerOrMaker")),
        at=moment(found.get("timestamp")),
    )


def exact(value: object) -> Decimal | None:
    """A number as it was on the wire; a float cannot be one, and is refused."""
    if isinstance(value, float):
        raise TypeError("a binary float is no money")
    if isinstance(value, Decimal):
        return value if _is_sane(value) else None
    if isinstance(value, int | str) and not isinstance(value, bool) and value != "":
        try:
            found = Decimal(value)
        except InvalidOperation:
            return None
        return found if _is_sane(found) else None
    return None


def _is_sane(value: Decimal) -> bool:
    """No amount has more digits than these; a hostile exponent would fill the memory when shown."""
    return value.is_finite() and abs(value.adjusted()) < MOST_DIGITS


def moment(value: object) -> datetime | None:
    """Milliseconds since 1970 as a time."""
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        return None
    try:
        return from_milliseconds(value)
    except ValueError:
        return None


def text(value: object) -> str | None:
    """A text that is not empty; numbers become their digits."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) or None
