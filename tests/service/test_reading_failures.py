"""Balances where something is missing: a key that fails, a price; the rest is told all the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from jungletui.service import reading
from jungletui.service.plain_digits import in_plain_digits
from tests.service.followed import DOWN, Accounts


async def test_one_bad_key_never_hurts_another(state: Accounts) -> None:
    state.accounts["a"].failure = RuntimeError("CanaryInAnException")
    document = await reading.balances(state, (), "USD")
    assert [row.key for row in document.rows] == ["b"]
    (failure,) = document.errors
    assert (failure.key, failure.kind) == ("a", "internal")
    assert "Canary" not in repr(document)
    assert document.total == Decimal(2)


async def test_without_prices_values_are_unknown_and_that_is_said(state: Accounts) -> None:
    async def down(assets: object, quote: str) -> Any:
        raise DOWN

    for account in state.accounts.values():
        account.quotes = down  # type: ignore[method-assign]
    document = await reading.balances(state, (), "EUR")
    assert [row.value for row in document.rows] == [None, None]
    assert document.total is None
    assert [note.what for note in document.not_read] == ["prices in EUR"]


async def test_amounts_go_out_in_plain_digits(state: Accounts) -> None:
    account = state.accounts["a"]
    account.row = replace(account.row, total=Decimal("1E-8"), free=Decimal("0E-8"))
    document = in_plain_digits(await reading.balances(state, ("a",), "USD"))
    assert document.rows[0].total == "0.00000001"
    assert document.rows[0].free == "0.00000000"
    assert document.total == "0.00000002"
