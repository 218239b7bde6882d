"""Which account a key belongs to: asked once, remembered, and never in the way of the balances."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.json import Json
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.secret import Secret
from jungletui.exchanges import accounts
from jungletui.exchanges.account_calls import ACCOUNT_CALLS
from jungletui.exchanges.accounts import AccountCall, Accounts, Told
from jungletui.exchanges.allowlists import allow_list, section_of
from jungletui.exchanges.building import build
from jungletui.exchanges.house import House
from jungletui.exchanges.reading import implicit_call
from jungletui.sandbox.run import Sandbox, SandboxOptions, running
from tests.exchanges.conftest import FOUR, make_key

TOLD = ("bingx", "bitfinex", "bitget", "coinbase", "gate", "htx", "kucoin", "mexc")
"""Of the further exchanges of the sandbox: those that document it."""
CALL = AccountCall("privateGetWho", (("data", 0, "uid"),))


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ({"data": [{"uid": "51"}]}, "51"),
        ({"data": [{"uid": 51}]}, "51"),
        ({"data": [{"uid": ""}]}, None),
        ({"data": [{"uid": True}]}, None),
        ({"data": [{"uid": None}]}, None),
        ({"data": []}, None),
        ({"data": {"uid": "51"}}, None),
        (["uid"], None),
        (None, None),
    ],
)
def test_the_id_is_found_where_it_is_documented_and_nowhere_else(reply, found) -> None:
    assert CALL.found_in(reply) == found


def test_a_second_path_tells_accounts_of_one_id_apart() -> None:
    call = AccountCall("privateGetUserApiKey", (("data", "uid"), ("data", "subName")))
    assert call.found_in({"data": {"uid": 7}}) == "7"
    assert call.found_in({"data": {"uid": 7, "subName": "lab"}}) == "7/lab"
    assert call.found_in({"data": {"subName": "lab"}}) is None


@pytest.mark.parametrize("exchange", sorted(ACCOUNT_CALLS))
def test_every_call_is_ccxts_and_on_the_allow_list(exchange: str) -> None:
    made = build(exchange, Environment.LIVE, None, {})
    path, api, verb, _ = implicit_call(made, ACCOUNT_CALLS[exchange].call)
    assert allow_list(exchange).allows(section_of(api), verb, path)


class Exchange:
    """Answers each question with the next of its answers."""

    def __init__(self, *answers: Json | ExchangeError) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, _method: str) -> Json:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, ExchangeError):
            raise answer
        return answer


async def ask(known: Accounts, exchange: Exchange) -> Told:
    known.ask("key", exchange)
    await known.settled("key")
    return known.of("key")


async def test_it_is_asked_once() -> None:
    known, exchange = Accounts("okx", CALL), Exchange({"data": [{"uid": "51"}]})
    assert await ask(known, exchange) == Told("51")
    assert await ask(known, exchange) == Told("51")
    assert exchange.asked == 1


async def test_an_answer_without_an_id_is_an_answer() -> None:
    known, exchange = Accounts("okx", CALL), Exchange({"data": []})
    assert (await ask(known, exchange)).id is None
    await ask(known, exchange)
    assert exchange.asked == 1


async def test_a_key_without_the_right_is_not_asked_again() -> None:
    refused = ExchangeError(FailureKind.PERMISSION, "no right to read it", "")
    known, exchange = Accounts("okx", CALL), Exchange(refused)
    told = await ask(known, exchange)
    assert told == Told(None, "okx did not tell this key its account: no right to read it")
    assert await ask(known, exchange) == told
    assert exchange.asked == 1


async def test_after_an_outage_it_is_asked_anew() -> None:
    outage = ExchangeError(FailureKind.UNREACHABLE, "no connection", "")
    known, exchange = Accounts("okx", CALL), Exchange(outage, {"data": [{"uid": "51"}]})
    first = await ask(known, exchange)
    assert first == Told(None, "okx did not tell which account a key belongs to")
    assert await ask(known, exchange) == Told("51")


async def test_where_the_exchange_has_no_such_call_nothing_is_asked() -> None:
    known, exchange = Accounts("hitbtc", None), Exchange()
    told = await ask(known, exchange)
    assert told == Told(None, "hitbtc does not tell which account a key belongs to")


async def test_a_slow_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "PATIENCE", 0.0)
    released = asyncio.Event()

    async def slow(_method: str) -> Json:
        await released.wait()
        return {"data": [{"uid": "51"}]}

    known = Accounts("okx", CALL)
    known.ask("key", slow)
    await known.settled("key")
    assert known.of("key").id is None
    released.set()
    monkeypatch.setattr(accounts, "PATIENCE", 60.0)
    await known.settled("key")
    assert known.of("key") == Told("51")
    known.ask("other", slow)
    await known.close()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    options = SandboxOptions(moving=False, markets=20, exchanges=(*FOUR, *TOLD))
    async with running(options) as opened:
        yield opened


def key_of(sandbox: Sandbox, name: str) -> Key:
    sample = next(sample for sample in sandbox.keys if sample.name == name)
    profile = KeyProfile(name, sample.exchange, sample.environment, sample.endpoint)
    if not profile.endpoint:
        endpoint = sandbox.endpoints[sample.exchange]
        profile = KeyProfile(name, sample.exchange, sample.environment, endpoint)
    credential = {field: Secret(text) for field, text in sample.credential.items()}
    return Key(profile, credential, make_key("okx").added_at)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_sandboxs_exchanges_tell_whose_their_keys_are(sandbox: Sandbox) -> None:
    """binance in the reply of the spot balances, the others with one call more."""
    house = House()
    told = {}
    names = ("binance-freqtrade", "binance-tracker", "binance-hummingbot", "kraken-dca",
             "kraken-old", "bybit-grid", "bybit-desk", "okx-trend", "okx-watch")  # fmt: skip
    for name in names:
        session = await house.session(key_of(sandbox, name))
        assert session.account.id is None
        await session.balances()
        told[name] = session.account.id
    await house.close()
    assert None not in told.values()
    assert told["binance-freqtrade"] == told["binance-tracker"] != told["binance-hummingbot"]
    assert told["kraken-dca"] == told["kraken-old"]
    assert told["bybit-grid"] == told["bybit-desk"]
    assert told["okx-trend"] == told["okx-watch"]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("exchange", TOLD)
async def test_the_further_exchanges_tell_it_to_whoever_inspects(
    sandbox: Sandbox, exchange: str
) -> None:
    house = House()
    name = next(k.name for k in sandbox.keys if k.exchange == exchange and "healthy" in k.tags)
    session = await house.session(key_of(sandbox, name))
    assert (await session.ask_account()).id is not None
    await house.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_a_failing_question_does_not_hurt_the_balances(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House()
    session = await house.session(key_of(sandbox, "okx-watch"))
    call = AccountCall("privateGetNoSuchThing", (("uid",),))
    monkeypatch.setattr(session.world.accounts, "call", call)
    rows, _ = await session.balances()
    assert rows
    assert session.account.id is None
    assert "okx" in session.account.reason
    await house.close()
