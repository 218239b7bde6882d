"""What came into an account and what left it: what is told of the time before its opening, and
every withdrawal since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from jungletui.sandbox.model import ZERO, Account, Movement, MovementStatus, Wallets, Withdrawal

DEPOSITS, WITHDRAWALS = "deposit", "withdrawal"
AGES = (4, 11, 26, 33, 58, 71, 96, 140)
"""Days before the opening, so that every window of every exchange has some."""
NETWORKS = {"BTC": "BTC", "ETH": "ETH", "SOL": "SOL", "XRP": "XRP", "USDT": "TRX", "BNB": "BSC"}
"""The one network of an asset; ETH for the others."""
CENT = Decimal("0.00000001")


def history(name: str, wallets: Wallets, opened_at: datetime, seed: int) -> Iterator[Movement]:
    """Movements of the time before the opening, oldest first: some done, one that failed (the funds
    never left) and one deposit that is still awaited, so that no holding depends on them."""
    held = [
        (wallet, asset, amount) for wallet in wallets for asset, amount in wallets[wallet].items()
    ]
    chosen = [row for row in held if row[1] in NETWORKS][: len(AGES)]
    for position, (days, (wallet, asset, amount)) in enumerate(
        zip(reversed(AGES[: len(chosen)]), chosen, strict=True)
    ):
        digest = hashlib.sha256(f"{seed}/{name}/{wallet}/{asset}/{days}".encode()).hexdigest()
        at = opened_at - timedelta(days=days, minutes=int(digest[:3], 16) % 600)
        kind = WITHDRAWALS if position % 3 == 2 else DEPOSITS
        share = Decimal(int(digest[3:7], 16) % 800 + 100) / 1000
        yield Movement(
            number=1000 + position,
            id=str(int(digest[:13], 16)),
            kind=kind,
            wallet=wallet,
            asset=asset,
            amount=(amount * share / 7).quantize(CENT, ROUND_DOWN),
            fee=Decimal("0.0004") if kind == WITHDRAWALS else ZERO,
            address=f"DEMO{digest[20:50]}",
            txid=digest,
            status=_status(position, len(chosen), kind),
            at=at,
        )


def _status(position: int, count: int, kind: str) -> MovementStatus:
    if position == 5:
        return MovementStatus.FAILED
    if position == count - 1 and kind == DEPOSITS:
        return MovementStatus.PENDING
    return MovementStatus.DONE


def movements(account: Account, kind: str) -> list[Movement]:
    """All movements of one kind, newest first."""
    found = [movement for movement in account.movements if movement.kind == kind]
    if kind == WITHDRAWALS:
        found += _sent(account.withdrawals)
    return sorted(found, key=lambda movement: (movement.at, movement.number), reverse=True)


def between(
    found: Iterable[Movement], start: datetime | None, end: datetime | None
) -> list[Movement]:
    """Those of a stretch of time, both ends included."""
    return [
        movement
        for movement in found
        if (start is None or movement.at >= start) and (end is None or movement.at <= end)
    ]


def network_of(asset: str) -> str:
    """The network that an asset moves on."""
    return NETWORKS.get(asset, "ETH")


def _sent(gone: Iterable[Withdrawal]) -> Iterator[Movement]:
    """Withdrawals that left the books since the opening."""
    for position, one in enumerate(gone):
        yield Movement(
            5000 + position, one.id, WITHDRAWALS, one.wallet, one.asset, one.amount, ZERO,
            one.address, "", MovementStatus.DONE, one.at,
        )  # fmt: skip
