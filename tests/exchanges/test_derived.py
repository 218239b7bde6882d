"""What was traced of each exchange is what ccxt does today, and the guard lets all of it pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from jungletui.exchanges import deriving
from jungletui.exchanges.allowlists import allow_list
from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.plans import Slice, plan_of
from jungletui.exchanges.tracing import Tracer, only_passed_on

QUICK = ("kucoin", "gemini", "luno")
UNREAD = {"grvt", "polymarket"}
"""They sign in with a request of its own first, which ccxt has no answer to here."""
SYMBOLS = {"linear": "BTC/USDT:USDT", "contracts": "BTC/USDT:USDT", "inverse": "BTC/USD:BTC"}


def every() -> list[object]:
    return [
        pytest.param(name, marks=() if name in QUICK else pytest.mark.slow)
        for name in exchange_ids()
    ]


def test_every_exchange_is_traced_and_read() -> None:
    files = {file.stem for file in Path(deriving.FOLDER).glob("*.toml")}
    assert files == set(exchange_ids())
    assert {name for name in exchange_ids() if not plan_of(name).wallets} == UNREAD


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
        calls = [await tracer.trace("fetch_balance", dict(w.params)) for w in plan.wallets]
        calls += [await traced(tracer, part) for part in plan.slices]
    finally:
        await tracer.close()
    sent = {request[:3] for requests, _ in calls for request in requests}
    assert [call for call in sent if not allowed.allows(*call)] == []


async def traced(tracer: Tracer, part: Slice) -> tuple[object, bool]:
    if part.of == "positions":
        return await tracer.trace(part.method, None, dict(part.params))
    asked = SYMBOLS.get(part.kind, "BTC/USDT") if part.per_symbol else None
    if part.of in ("deposits", "withdrawals", "movements") and part.per_symbol:
        asked = "BTC"
    return await tracer.trace(part.method, asked, None, None, dict(part.params))


@pytest.mark.parametrize("exchange", ["kucoin", "gate", "bitget", "htx", "whitebit", "hitbtc"])
async def test_no_two_wallets_send_the_same(exchange: str) -> None:
    tracer = Tracer(exchange)
    try:
        sent = [
            only_passed_on((await tracer.trace("fetch_balance", dict(w.params)))[0], dict(w.params))
            for w in plan_of(exchange).wallets
        ]
    finally:
        await tracer.close()
    assert len(set(sent)) == len(sent)
