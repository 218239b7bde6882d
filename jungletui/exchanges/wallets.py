"""One wallet of an account: asked through ccxt, or by a call of its own where ccxt has none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, localcontext
from typing import Any, cast

from jungletui.domain.accounts import BalanceRow, Origin
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.json import Json
from jungletui.domain.keys import KeyProfile
from jungletui.exchanges.emptiness import BALANCES, is_untold, names_assets
from jungletui.exchanges.hearing import hearing
from jungletui.exchanges.line import Line
from jungletui.exchanges.plans import Products, Wallet
from jungletui.exchanges.protocol import Ccxt, Row
from jungletui.exchanges.reading import ask, parsed
from jungletui.exchanges.rows import MOST_DIGITS, balance_rows, exact
from jungletui.exchanges.saying import Said
from jungletui.exchanges.statuses import bad_reply
from jungletui.exchanges.vouching import Witness

Call = Callable[[str, Mapping[str, Json]], Awaitable[Json]]
MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Reader:
    """With what a wallet is read: `call` sends one implicit method, guarded; `tell` hears the raw
    reply of a wallet that ccxt reads; `witness` compares what ccxt made of it."""

    made: Ccxt
    line: Line
    call: Call
    profile: KeyProfile
    at: datetime
    tell: Callable[[Wallet, object], None]
    witness: Witness

    async def read(self, wallet: Wallet) -> list[BalanceRow]:
        """Every asset of which there is any. Raises ExchangeError: what cannot be read, and an
        answer that does not say that there is nothing."""
        if wallet.products is not None:
            return await self._products(wallet, wallet.products)
        with hearing() as heard:
            found = await ask(self.line, self.made.fetch_balance(dict(wallet.params)))
        if isinstance(found, Mapping):
            self.tell(wallet, found.get("info"))
        balance = cast("Row", found)
        [rows] = parsed(self.line, lambda told: self._rows(told, wallet), [balance])
        silent = not rows and not names_assets(balance)
        if silent and is_untold(heard, self.profile.exchange, self.line.book, BALANCES):
            raise bad_reply(self.line.book, "an answer without balances, not even empty ones")
        said = Said(one.text for one in heard)
        return [self.witness.balances(row, said) for row in rows]

    def _rows(self, told: Row, wallet: Wallet) -> list[BalanceRow]:
        rows = balance_rows(told, self.profile, wallet.name, self.at)
        if not wallet.elsewhere:
            return list(rows)
        return [replace(row, wallet=wallet.label(row.asset)) for row in rows]

    async def _products(self, wallet: Wallet, products: Products) -> list[BalanceRow]:
        """The sum of each asset over all products: one holding may be in several of them."""
        found: dict[str, Decimal] = {}
        summed: set[str] = set()
        async for row in self._positions(wallet, products):
            asset, amount = row.get(products.asset), exact(row.get(products.total))
            if not isinstance(asset, str) or amount is None:
                raise bad_reply(self.line.book, "a holding without an asset or an amount")
            if asset in found:
                summed.add(asset)
            with localcontext(prec=4 * MOST_DIGITS):
                found[asset] = found[asset] + amount if asset in found else amount
        held = {asset: self._held(wallet, asset, total) for asset, total in found.items() if total}
        return [
            replace(row, derived=("total",)) if asset in summed else row
            for asset, row in held.items()
        ]

    async def _positions(self, wallet: Wallet, products: Products) -> AsyncIterator[Row]:
        for page in range(1, (MOST_PAGES if products.page else 1) + 1):
            asked = dict(cast("Mapping[str, Json]", wallet.params))
            if products.page:
                asked[products.page] = page
            reply = await self.call(products.call, asked)
            rows = _at(reply, products.rows)
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise bad_reply(self.line.book, "an answer without a list of holdings")
            for row in rows:
                yield cast("Row", row)
            if not products.page or len(rows) < products.size:
                return
        raise ExchangeError(
            FailureKind.NOT_SUPPORTED,
            f"more than {MOST_PAGES * products.size} holdings there",
            "Look at them on the exchange's site.",
        )

    def _held(self, wallet: Wallet, asset: str, total: Decimal) -> BalanceRow:
        code = str(cast("Any", self.made).safe_currency_code(asset))
        return BalanceRow(
            self.profile.name, self.profile.exchange, wallet.name, code, None, None, total, None,
            Origin.REST, self.at,
        )  # fmt: skip


def _at(reply: Json, path: str) -> Json:
    """What stands at `a.b` of a reply; None where there is nothing."""
    for step in filter(None, path.split(".")):
        reply = reply.get(step) if isinstance(reply, dict) else None
    return reply
