"""What a request narrows to one part of the account is asked for all parts, or named."""

from __future__ import annotations

from typing import cast

import pytest

from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.narrowing import COINS, PARTS, in_words, narrowed_by
from jungletui.exchanges.offers import left_out
from jungletui.exchanges.plans import Plan, Slice, plan_of
from jungletui.exchanges.tracing import Tracer, only_passed_on
from tests.exchanges.test_derived import traced

QUICK = ("bybit", "okx", "deribit", "gate", "bitget", "kucoin")
Narrowed = dict[tuple[str, str], dict[str, None]]
"""List and parameter, and the values that are asked for; without those that only repeat the kind of
market where no plan tells all of them."""


def every() -> list[object]:
    return [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
        for name in exchange_ids()
    ]


@pytest.mark.parametrize("exchange", every())
async def test_nothing_is_narrowed_without_a_word(exchange: str) -> None:
    plan = plan_of(exchange)
    told = {of: said(plan, of) for of in ("balances", *(part.of for part in plan.slices))}
    for (of, name), asked in (await narrowed(exchange)).items():
        whole = plan.whole.get(f"{of}.{name}") or plan.whole.get(name)
        if whole is None:
            kept_back = [v for v in asked if f"{name} {v}".casefold() not in told[of]]
            assert kept_back == [], (of, name)
        else:
            assert asked.keys() <= set(whole), (of, name)
            missing = [v for v in whole if v not in asked and v.casefold() not in told[of]]
            assert missing == [], (of, name)


def test_a_silent_default_would_be_found() -> None:
    sent = (("private", "GET", "orders", "currency=BTC&limit=9&settle=usdt&type=swap"),)
    assert in_words(narrowed_by(sent)) == "currency BTC, settle usdt"
    assert narrowed_by((("private", "GET", "orders", "category=spot"),), PARTS, "spot") == {}
    assert narrowed_by((("private", "GET", "orders", "category=spot"),)) == {"category": "spot"}
    assert narrowed_by(sent, frozenset({"settle"})) == {"settle": "usdt"}


def test_what_is_narrowed_is_told() -> None:
    plan = Plan(slices=(Slice("fills", "swap", "x", {}, "linear", only="settle usdt"),))
    [gap] = left_out("main", plan, "fills")
    assert gap.what == "swap: other than settle usdt"
    assert left_out("main", plan, "open") == ()


def said(plan: Plan, of: str) -> str:
    """All that is said not to be read of a list."""
    return " | ".join(f"{gap.what} {gap.reason}" for gap in left_out("main", plan, of)).casefold()


async def narrowed(exchange: str) -> Narrowed:
    found: Narrowed = {}
    plan, tracer = plan_of(exchange), Tracer(exchange)
    try:
        for wallet in plan.wallets:
            if wallet.products is None:
                sent, _ = await tracer.trace("fetch_balance", dict(wallet.params))
                keep(found, plan, "balances", narrowed_by(sent, COINS), {})
        for part in plan.slices:
            if part.per_symbol:
                continue
            sent, _ = await traced(tracer, part)
            params = {n: str(v) for n, v in part.params.items() if n in ("type", "subType")}
            sent = only_passed_on(sent, params)
            every, beside = narrowed_by(sent), narrowed_by(sent, PARTS, part.kind)
            keep(found, plan, part.of, every, every.items() - beside.items())
    finally:
        await tracer.close()
    return found


def keep(found: Narrowed, plan: Plan, of: str, narrow: dict[str, str], words: object) -> None:
    for name, value in narrow.items():
        is_whole = name in plan.whole or f"{of}.{name}" in plan.whole
        if is_whole or (name, value) not in cast("set[tuple[str, str]]", words):
            found.setdefault((of, name), {})[value] = None
