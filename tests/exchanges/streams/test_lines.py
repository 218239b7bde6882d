"""What is watched at every exchange of ccxt.pro: all that it can, or the reason why not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from jungletui.exchanges.allowlists import allow_list
from jungletui.exchanges.guard import check
from jungletui.exchanges.plans import plan_of
from jungletui.exchanges.streams.figures import READERS
from jungletui.exchanges.streams.hosts import domain_of
from jungletui.exchanges.streams.listening import parts_of
from jungletui.exchanges.streams.plans import METHODS, NO_STREAM, stream_plan
from jungletui.exchanges.ws_guard import check_message, messages_of
from tools.tracing.source import pro_ids

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "jungletui" / "exchanges" / "streams" / "lines"
OTHER_DOMAINS = {
    "blockchaincom": {"blockchain.info"},
    "htx": {"hbdm.vn"},
    "lbank": {"lbkex.net"},
}
"""Domains of an exchange that none of its REST addresses is of."""
SOURCES = ("https://", "(pro/", "(docs/read-only.md)", *(f" pro/{one}.py" for one in pro_ids()))
"""What was read for a file: the exchange's documents, ccxt's class, or what is refused here."""
STUMBLES = ("challenge", "token", "l1_chain_id", "endpoint_addr", "recursion")
"""Where a made-up answer leads ccxt no further: krakenfutures, xt, paradex, nado, onetrading."""


def test_every_exchange_of_ccxt_pro_has_its_lines_or_the_reason_why_not() -> None:
    assert tuple(sorted(file.stem for file in FOLDER.glob("*.toml"))) == pro_ids()
    for exchange in pro_ids():
        plan = stream_plan(exchange)
        assert bool(plan.lines) != bool(plan.polled), exchange
    assert stream_plan("nowhere").polled == stream_plan("../okx").polled == NO_STREAM


@pytest.mark.parametrize("exchange", pro_ids())
def test_every_file_names_its_source(exchange: str) -> None:
    said = (FOLDER / f"{exchange}.toml").read_text(encoding="utf-8")
    assert any(source in said for source in SOURCES), said


@pytest.mark.parametrize("exchange", pro_ids())
def test_a_line_tells_only_what_is_read(exchange: str) -> None:
    plan, reads = stream_plan(exchange), plan_of(exchange)
    parts = parts_of(reads)
    assert len(parts) == len(set(parts))
    names = [line.name for line in plan.lines]
    assert len(names) == len(set(names))
    told = [part for line in plan.lines for part in line.tells]
    assert len(told) == len(set(told)), "two lines tell the same"
    assert set(told) <= set(parts)
    assert not plan.lines or any(line.needed for line in plan.lines)
    needed = {wallet for line in plan.lines if line.needed for wallet in line.wallets}
    assert plan.covers <= needed
    believed = plan.balances or any("balance" in (line.figures or ()) for line in plan.lines)
    assert not believed or exchange in READERS


def test_every_wallet_of_the_sandboxes_is_told_or_named_as_polled() -> None:
    def polled(exchange: str) -> list[str]:
        told = {part for line in stream_plan(exchange).lines for part in line.tells}
        return [part for part in parts_of(plan_of(exchange)) if part not in told]

    assert polled("binance") == [
        *("funding wallet", "isolated margin wallet"),
        *("earn, flexible wallet", "earn, locked wallet"),
    ]
    assert polled("gate") == [
        *("option wallet", "cross margin wallet", "funding wallet", "earn, lending wallet"),
    ]
    assert polled("okx") == ["funding wallet", "savings wallet"]
    assert polled("kraken") == []
    assert polled("bybit") == [
        *("funding wallet", "earn, flexible wallet", "earn, on-chain wallet"),
    ]
    assert "futures, USDT wallet" not in polled("kucoin")


@pytest.mark.slow
def test_every_line_can_be_subscribed_and_writes_and_asks_only_what_is_allowed() -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tools.tracing.lines", *pro_ids()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    for found in map(json.loads, done.stdout.splitlines()):
        exchange = found["exchange"]
        plan = stream_plan(exchange)
        allowed, messages = allow_list(exchange).for_streaming(), messages_of(exchange)
        own = {domain_of(urlsplit(url).hostname or "") for url in found["urls"]}
        own |= OTHER_DOMAINS.get(exchange, set())
        for call in found["calls"]:
            error = call["error"]
            assert error is None or any(word in error for word in STUMBLES), (exchange, call)
            for message in call["written"]:
                check_message(messages, message)
            for section, verb, path in call["asked"]:
                check(allowed, section, verb, path)
            for url in call["dialled"]:
                assert domain_of(urlsplit(url).hostname or "") in own, (exchange, url)
        made = {call["method"] for call in found["calls"]}
        left_out = {call for call in found["has"] if METHODS[call] not in made}
        if plan.lines:
            assert left_out == set(plan.unheard), exchange
