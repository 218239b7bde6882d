"""What was traced of each exchange is what ccxt does today, and the guard lets all of it pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.exchanges import deriving
from jungletui.exchanges.allowlists import allow_list, section_of
from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.plans import Products, Slice, Wallet, plan_of
from jungletui.exchanges.reading import implicit_call
from jungletui.exchanges.tracing import Tracer, only_passed_on

QUICK = ("kucoin", "gemini", "luno")
SYMBOLS = {"linear": "BTC/USDT:USDT", "contracts": "BTC/USDT:USDT", "inverse": "BTC/USD:BTC"}


def every() -> list[object]:
    return [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
        for name in exchange_ids()
    ]


def test_every_exchange_is_traced_and_read() -> None:
    files = {file.stem for file in Path(deriving.FOLDER).glob("*.toml")}
    assert files == set(exchange_ids())
    assert [name for name in exchange_ids() if not plan_of(name).wallets] == []


@pytest.mark.parametrize("exchange", every())
async def test_the_file_is_what_ccxt_does(exchange: str) -> None:
    found = deriving.as_toml(exchange, await deriving.derive(exchange))
    written = (deriving.FOLDER / f"{exchange}.toml").read_text(encoding="utf-8")
    assert found == written, "run `python -m jungletui.exchanges.deriving` and look at what changed"


@pytest.mark.parametrize("exchange", every())
async def test_the_guard_lets_every_read_of_the_plan_pass(exchange: str) -> None:
    allowed = allow_list(exchange)
    tracer = Tracer(exchange)
    plan = plan_of(exchange)
    try:
        balances = [dict(w.params) for w in plan.wallets if w.products is None]
        calls = [await tracer.trace("fetch_balance", params) for params in balances]
        calls += [await traced(tracer, part) for part in plan.slices]
    finally:
        await tracer.close()
    sent = {request[:3] for requests, _ in calls for request in requests}
    sent |= {call_of(tracer, w.products) for w in plan.wallets if w.products is not None}
    assert [call for call in sent if not allowed.allows(*call)] == []


def call_of(tracer: Tracer, products: Products) -> tuple[str, str, str]:
    path, api, verb, _ = implicit_call(tracer.made, products.call)
    return section_of(api), verb, path


async def traced(tracer: Tracer, part: Slice) -> tuple[object, bool]:
    if part.of == "positions":
        return await tracer.trace(part.method, None, dict(part.params))
    asked = SYMBOLS.get(part.kind, "BTC/USDT") if part.per_symbol else None
    if part.of in ("deposits", "withdrawals", "movements") and part.per_symbol:
        asked = "BTC"
    return await tracer.trace(part.method, asked, None, None, dict(part.params))


def words_of(wallet: Wallet) -> dict[str, str]:
    """ccxt's own words among the parameters; an exchange does not know them."""
    words = ("type", "subType", "marginMode")
    return {name: str(value) for name, value in wallet.params.items() if name in words}


@pytest.mark.parametrize("exchange", ["kucoin", "gate", "bitget", "htx", "whitebit", "hitbtc"])
async def test_no_two_wallets_send_the_same(exchange: str) -> None:
    tracer = Tracer(exchange)
    try:
        sent = [
            only_passed_on((await tracer.trace("fetch_balance", dict(w.params)))[0], words_of(w))
            for w in plan_of(exchange).wallets
            if w.products is None
        ]
    finally:
        await tracer.close()
    assert len(set(sent)) == len(sent)
