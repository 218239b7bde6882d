"""From ccxt's unified structures to the rows of the domain, digit for digit.

What an exchange sent is kept: `NaN` stays one, a negative zero keeps its sign, an unknown status
its word. Only what would fill the memory when it is written out is no figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation, localcontext

from jungletui.domain.accounts import (
    BalanceRow,
    FillRow,
    MovementRow,
    OrderRow,
    Origin,
    PositionRow,
)
from jungletui.domain.keys import KeyProfile, shortened
from jungletui.domain.times import from_milliseconds
from jungletui.exchanges.protocol import Row
from jungletui.exchanges.reasons import reason_of

MOST_DIGITS = 64
NOT_ASSETS = {"info", "free", "used", "total", "debt", "timestamp", "datetime"}


def balance_rows(found: Row, key: KeyProfile, wallet: str, at: datetime) -> Iterator[BalanceRow]:
    """Every asset of one wallet of which there is any. Isolated margin has a wallet for each
    market."""
    for asset, amounts in found.items():
        if asset in NOT_ASSETS or not isinstance(amounts, dict):
            continue
        if "/" in asset:
            yield from balance_rows(amounts, key, f"{wallet} {asset}", at)
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
        reason=reason_of(found),
    )


def fill_row(found: Row, key: KeyProfile) -> FillRow:
    """One fill."""
    fee, fee_asset = _fee(found)
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
        fee=fee,
        fee_asset=fee_asset,
        taker_or_maker=text(found.get("takerOrMaker")),
        at=moment(found.get("timestamp")),
    )


def position_row(found: Row, key: KeyProfile, at: datetime) -> PositionRow:
    """One position. ccxt counts contracts without a sign; their size is told where ccxt knows what
    one of them stands for."""
    contracts, each = exact(found.get("contracts")), exact(found.get("contractSize"))
    sized = contracts is not None and each is not None
    with localcontext(prec=4 * MOST_DIGITS):
        size = contracts * each if sized and contracts is not None and each is not None else None
    return PositionRow(
        key=key.name,
        exchange=key.exchange,
        symbol=text(found.get("symbol")) or "",
        side=text(found.get("side")),
        contracts=contracts,
        size=size,
        entry_price=exact(found.get("entryPrice")),
        mark_price=exact(found.get("markPrice")),
        liquidation_price=exact(found.get("liquidationPrice")),
        leverage=exact(found.get("leverage")),
        margin_mode=text(found.get("marginMode")),
        unrealised_pnl=exact(found.get("unrealizedPnl")),
        source=Origin.REST,
        at=at,
    )


def movement_row(found: Row, key: KeyProfile, kind: str, at: datetime) -> MovementRow:
    """One deposit or withdrawal; `kind` is what the list is of, where the row does not say."""
    fee, fee_asset = _fee(found)
    address = text(found.get("address")) or text(found.get("addressTo"))
    return MovementRow(
        key=key.name,
        exchange=key.exchange,
        kind=text(found.get("type")) or kind,
        id=text(found.get("id")) or "",
        asset=text(found.get("currency")) or "",
        amount=exact(found.get("amount")),
        fee=fee,
        fee_asset=fee_asset,
        status=text(found.get("status")),
        network=text(found.get("network")),
        address=shortened(address) if address else None,
        txid=text(found.get("txid")),
        created_at=moment(found.get("timestamp")),
        updated_at=moment(found.get("updated")),
        source=Origin.REST,
        at=at,
    )


def _fee(found: Row) -> tuple[Decimal | None, str | None]:
    fee = found.get("fee")
    if not isinstance(fee, dict):
        return None, None
    return exact(fee.get("cost")), text(fee.get("currency"))


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
        if type(value) is str and len(value) < MOST_DIGITS and _is_plain(value):
            return found  # as nearly all are: too few digits to be of a hostile size
        return found if _is_sane(found) else None
    return None


def _is_plain(digits: str) -> bool:
    """Whether a number is told in digits alone: no exponent, and no word such as `NaN`."""
    return "e" not in digits and "E" not in digits and digits[-1:].isdecimal()


def _is_sane(value: Decimal) -> bool:
    """No amount has more digits than these; a hostile exponent would fill the memory when shown."""
    if not value.is_finite():
        return not value.is_snan()  # that one ends every reckoning in an error
    return max(abs(value.adjusted()), -int(value.as_tuple().exponent)) < MOST_DIGITS


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
