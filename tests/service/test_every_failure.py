"""Each way in which an exchange can fail, really failing, one key each, beside keys that are read:
what the service tells of it, and that the command line and the screen say all of that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from jungletui.cli import balances as command
from jungletui.cli.arriving import Page
from jungletui.domain.documents import Balances
from jungletui.domain.keys import Environment, Key, KeySummary
from jungletui.exchanges import network
from jungletui.exchanges.house import House
from jungletui.service.files import find_files
from jungletui.service.reading import balances
from jungletui.service.state import State
from jungletui.tui.screens.gaps import GapsScreen
from jungletui.tui.widgets.lines import Lines
from jungletui.tui.widgets.table import Table
from jungletui.vault.sources import PassphraseSources
from jungletui.vault.store import Content, MemoryVault
from tests.exchanges.certificates import make_certificate, serving
from tests.exchanges.conftest import fixed_clock, make_key
from tests.exchanges.replies import PUBLIC, binance_account, kraken_public, reply
from tests.exchanges.server import Answer, Script, playing
from tests.tui.account_service import AccountService
from tests.tui.harness import screen_text
from tests.tui.piloting import calm, shown

HTML = Answer("<html><title>Just a moment</title></html>", content_type="text/html")
FAR = {"Retry-After": "3600"}


@dataclass(frozen=True)
class Case:
    """How the exchange answers (to everything that is private), and what is to be said."""

    kind: str
    words: str
    answer: Answer | None = None
    exchange: str = "binance"


CASES = {
    "dns": Case("unreachable", "its name is not found"),
    "refused": Case("unreachable", "no connection: refused"),
    "tls": Case("unreachable", "its certificate is not accepted (self-signed certificate)"),
    "timeout": Case("unreachable", "no answer in time"),
    "hung-up": Case("unreachable", "the connection broke off"),
    "429": Case("rate-limited", "too many requests", Answer("{}", status=429, headers=FAR)),
    "418": Case("banned", "has banned this address", Answer("{}", status=418, headers=FAR)),
    "451": Case("geo-blocked", "does not serve this location", Answer("", status=451)),
    "500": Case("unreachable", "gateway (HTTP 500)", Answer("oops", 500, "text/plain")),
    "502": Case("unreachable", "gateway (HTTP 502)", Answer("<html>", 502, "text/html")),
    "maintenance": Case("maintenance", "says that it is down", Answer("", status=503)),
    "html": Case("bad-reply", "sent", HTML),
    "empty-body": Case("bad-reply", "sent", Answer("")),
    "truncated": Case("bad-reply", "sent", Answer('{"balances": [{"asset": "BTC"')),
    "types": Case("bad-reply", "sent", Answer('{"balances": "none", "accountType": 7}')),
    "clock": Case(
        "clock", "differ too much", Answer('{"code": -1021, "msg": "Timestamp."}', status=400)
    ),
    "nonce": Case("clock", "nonce", reply({"error": ["EAPI:Invalid nonce"]}), "kraken"),
}
GOOD, EMPTY, HALF = "a-good-one", "an-empty-one", "half-of-it"


def wallets(spot: Answer, rest: Answer) -> Script:
    """Binance, whose spot wallet and other wallets answer so."""
    return PUBLIC["binance"]() | {"GET /api/v3/account": spot, "*": rest}


def all_but_spot_empty(spot: Answer) -> Script:
    futures = {"assets": [], "positions": []}
    return wallets(spot, reply([])) | {
        "GET /sapi/v1/margin/account": reply({"userAssets": []}),
        "GET /sapi/v1/margin/isolated/account": reply({"assets": []}),
        "GET /fapi/v3/account": reply(futures),
        "GET /fapi/v2/account": reply(futures),
        "GET /dapi/v1/account": reply(futures),
        "GET /sapi/v1/simple-earn/flexible/position": reply({"rows": [], "total": 0}),
        "GET /sapi/v1/simple-earn/locked/position": reply({"rows": [], "total": 0}),
    }


def script_of(case: Case) -> Script:
    assert case.answer is not None
    public = kraken_public() if case.exchange == "kraken" else PUBLIC["binance"]()
    return public | {"*": case.answer}


async def broken(stack: AsyncExitStack, name: str, folder: Path) -> str:
    """An address where no connection leads to an answer in this way."""
    if name == "dns":
        return "https://no-such-host.invalid"

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if name == "timeout":
            await reader.read()
        writer.close()

    tls = serving(make_certificate(folder)) if name == "tls" else None
    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    if name == "refused":
        server.close()
    else:
        stack.callback(server.close)
    return f"{'https' if tls else 'http'}://127.0.0.1:{port}"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def document(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Balances]:
    """All of these keys, read at once."""
    folder = tmp_path_factory.mktemp("failures")
    async with AsyncExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(network, "TIMEOUT", aiohttp.ClientTimeout(total=2.0))
        keys: list[Key] = []

        async def add(name: str, script: Script, exchange: str = "binance") -> None:
            played = await stack.enter_async_context(playing(script))
            keys.append(make_key(exchange, played.endpoint, name=name))

        await add(GOOD, all_but_spot_empty(binance_account('"1.5"')))
        await add(EMPTY, all_but_spot_empty(reply({"balances": [], "accountType": "SPOT"})))
        refused = Answer('{"code": -2015, "msg": "Invalid API-key, IP, or permissions."}', 401)
        await add(HALF, wallets(binance_account('"2"'), refused))
        for name, case in CASES.items():
            if case.answer is None:
                where = await broken(stack, name, folder)
                keys.append(make_key(case.exchange, where, name=name))
            else:
                await add(name, script_of(case), case.exchange)
        house = House(clock=fixed_clock)
        stack.push_async_callback(house.close)
        state = State(
            find_files(folder, {}),
            PassphraseSources(None, None, None, {}, tty=False),
            vault=MemoryVault(Content(bytes(32), tuple(keys))),
            clock=fixed_clock,
        )
        state._house = house
        yield await balances(state, (), "USDT")


def test_every_other_key_is_read_whatever_fails(document: Balances) -> None:
    assert {row.key for row in document.rows} == {GOOD, HALF}
    assert {error.key for error in document.errors} == set(CASES)
    good = {gap.what for gap in document.not_read if gap.key == GOOD and gap.remedy}
    assert not good


def test_an_empty_account_is_no_failure(document: Balances) -> None:
    assert not [row for row in document.rows if row.key == EMPTY]
    assert not [error for error in document.errors if error.key == EMPTY]
    assert not [gap for gap in document.not_read if gap.key == EMPTY and gap.remedy]


def test_of_half_an_account_the_rest_is_named_with_reason_and_remedy(document: Balances) -> None:
    assert [row.asset for row in document.rows if row.key == HALF] == ["BTC"]
    refused = [gap for gap in document.not_read if gap.key == HALF and "-2015" in gap.reason]
    assert {"usdm", "coinm", "margin"} <= {gap.what for gap in refused}
    assert all(gap.remedy for gap in refused)


@pytest.mark.parametrize("name", CASES)
def test_what_failed_and_why(document: Balances, name: str) -> None:
    (failure,) = [error for error in document.errors if error.key == name]
    case = CASES[name]
    assert failure.kind == case.kind, failure.message
    assert case.words in failure.message
    assert len(failure.remedy) > 8
    assert "made-up-key" not in failure.message
    assert ("(1 h 0 min left)" in failure.message) == (name in ("429", "418"))


def test_the_command_line_says_it(document: Balances) -> None:
    page = Page(partial(command._table, limit=None), partial(command._below, limit=None), "")
    lines = page.text(document).splitlines()
    for error in document.errors:
        at = lines.index(f"failed: {error.key}: {error.kind}: {error.message}")
        assert lines[at + 1] == f"  do: {error.remedy}"
    assert any(line.startswith(f"{GOOD} ") for line in lines)
    half = [n for n, line in enumerate(lines) if line.startswith(f"not read: {HALF}: usdm: ")]
    assert lines[half[0] + 1].startswith("  do: ")


async def test_the_screen_says_it(document: Balances) -> None:
    names = {GOOD, EMPTY, HALF, *CASES}
    keys = tuple(
        KeySummary(n, "binance", Environment.LIVE, None, "", "id", "bot", (), (), fixed_clock())
        for n in sorted(names)
    )
    service = AccountService(keys=keys, balance_document=document)
    async with shown(service, "balances", size=(160, 50)) as pilot:
        assert f"{len(CASES)} keys failed" in screen_text(pilot)
        assert GOOD in screen_text(pilot)
        pilot.app.clock = fixed_clock
        await pilot.press("e")
        await calm(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, GapsScreen)
        table, detail = screen.query_one(Table), screen.query_one("#gap-detail", Lines)
        said = {}
        for gap in screen.gaps:
            said[gap.key, gap.what] = "\n".join(line.text for line in detail.lines)
            table.focus()
            await pilot.press("down")
            await pilot.pause()
        for error in document.errors:
            text = said[error.key, error.kind]
            assert error.message in text
            assert f"What to do: {error.remedy}" in text
        half = next(text for (key, what), text in said.items() if key == HALF and "-2015" in text)
        assert "What to do: " in half


async def test_a_clock_that_was_wrong_once_is_measured_anew_and_the_read_goes_on() -> None:
    """Of the failures above, the one that ends by itself."""
    answers = [Answer('{"code": -1021, "msg": "Timestamp."}', 400), binance_account('"1"')]
    script = all_but_spot_empty(Answer()) | {"GET /api/v3/account": lambda _: answers.pop(0)}
    house = House(clock=fixed_clock)
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        rows, _ = await session.balances()
    await house.close()
    assert [row.asset for row in rows] == ["BTC"]
    assert played.paths().count("GET /api/v3/time") == 2
