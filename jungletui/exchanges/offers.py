"""What an exchange's plan offers to read and what it leaves out, in words: nobody shall take what
was not read for empty."""

from __future__ import annotations

from collections.abc import Iterator

from jungletui.domain.accounts import NotRead
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.plans import Plan

WORDS = {
    "open": "open orders",
    "closed": "closed orders",
    "movements": "deposits, withdrawals",
}
IN_ORDER = ("open", "closed", "fills", "positions", "deposits", "withdrawals", "movements")
"""All lists, as they are named to a person."""
YET = "JungleTUI does not read this yet"
PARTS = "the request names one part of the account, and ccxt has none for all"


def tells(plan: Plan, *lists: str) -> bool:
    """Whether one of these lists is read there."""
    return any(part.of in lists for part in plan.slices)


def left_out(key: str, plan: Plan, *lists: str) -> tuple[NotRead, ...]:
    """What is there and not read of these lists, or of `balances`."""
    return tuple(dict.fromkeys(_left_out(key, plan, lists)))


def _left_out(key: str, plan: Plan, lists: tuple[str, ...]) -> Iterator[NotRead]:
    for unread in plan.unread:
        if set(lists) & set(unread.of):
            yield NotRead(key, unread.name, YET)
    parts = [(part.name, part.only) for part in plan.slices if part.of in lists]
    if "balances" in lists:
        parts += [(wallet.name, wallet.only) for wallet in plan.wallets]
    for name, only in parts:
        if only:
            yield NotRead(key, f"{name}: other than {only}", PARTS)


def untold(exchange: str, plan: Plan, what: str) -> ExchangeError:
    """The failure for a read that there is not; it says which there are."""
    lists = sorted({part.of for part in plan.slices}, key=IN_ORDER.index)
    there = [*(["balances"] if plan.wallets else []), *lists]
    words = ", ".join(dict.fromkeys(WORDS.get(of, of) for of in there))
    return ExchangeError(
        FailureKind.NOT_SUPPORTED,
        f"{exchange} has no read for {what} that JungleTUI knows",
        f"There it reads: {words or 'nothing yet'}.",
    )


def no_order(exchange: str, id: str, symbol: str | None) -> ExchangeError:
    """The failure for an order that no list has."""
    where = f" of {symbol}" if symbol else ""
    return ExchangeError(
        FailureKind.NOT_SUPPORTED,
        f"{exchange} tells no order{where} with the id {id}",
        "Check the id and the key." if symbol else "Name its symbol: --symbol BTC/USDT.",
    )
