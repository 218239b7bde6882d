"""No amount is an empty account only where the exchange said so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
import pytest_asyncio

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.secret import Secret
from jungletui.exchanges import guard, line, tracing
from jungletui.exchanges.allowlists import allow_list
from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.codebooks import code_book
from jungletui.exchanges.emptiness import BALANCES, LISTS, is_untold, names_assets, places_of
from jungletui.exchanges.hearing import Heard
from jungletui.exchanges.history import attempt
from jungletui.exchanges.house import House
from jungletui.exchanges.line import Order
from jungletui.exchanges.markets import Markets
from jungletui.exchanges.places import FOLDER, as_toml
from jungletui.exchanges.places import places_of as traced
from jungletui.exchanges.plans import plan_of
from jungletui.exchanges.reading import rows
from jungletui.exchanges.replies import Reply
from jungletui.exchanges.session import Session
from jungletui.exchanges.timesync import ExchangeTime
from jungletui.sandbox.registry import EXCHANGES
from tests.exchanges.conftest import fixed_clock, make_key
from tests.exchanges.server import Answer, playing

REFUSALS = (
    FailureKind.BAD_REPLY,
    FailureKind.MAINTENANCE,
    FailureKind.NOT_SUPPORTED,
    FailureKind.UNREACHABLE,
)
PAGE = "<!DOCTYPE html><html><body>Just a moment...</body></html>"
NO_ACCOUNTS = {
    "page": (PAGE, "text/html"),
    "page as data": (PAGE, "application/json"),
    "empty": ("", "application/json"),
    "blank": ("  \n", "application/json"),
    "object": ("{}", "application/json"),
    "list": ("[]", "application/json"),
    "null": ("null", "application/json"),
    "text": ('"ok"', "application/json"),
    "number": ("7", "application/json"),
    "cut": ('{"code": "0", "data": [{"asset": "BTC", "fr', "application/json"),
    "other": ('{"message": "scheduled work"}', "application/json"),
    "deeper": ('{"status": {"code": 7, "detail": {"id": 1}}}', "application/json"),
    "numbers": ("[1, 2]", "application/json"),
    "texts": ('{"data": "x", "result": "x", "balances": "x"}', "application/json"),
    "nulls": ('{"data": null, "result": null, "balances": null}', "application/json"),
}
CREDENTIAL = {
    name: Secret("0x" + "11" * 20 if name in ("walletAddress", "privateKey") else "1")
    for name in (*tracing.CREDENTIALS, "walletAddress", "privateKey")
}
BITGET = {"uta": False}  # else it asks, and takes any answer for a yes


def unsigned(self, path, api="public", method="GET", params=None):
    """A request as `sign` would make it, without a signature."""
    url = f"https://nowhere.invalid/{path}"
    self.line.expect(Order(url, method, guard.section_of(api), path))
    return {"url": url, "method": method, "headers": {}, "body": None}


@pytest_asyncio.fixture
async def asked(monkeypatch) -> AsyncIterator[Callable[..., Awaitable[tuple[Session, list[str]]]]]:
    """Makes a session of any exchange whose every request is answered by what the list holds: text
    and content type."""
    answer = ["{}", "application/json"]
    house = House(clock=fixed_clock)

    async def send(http, request, name):
        return Reply(200, answer[1], {}, answer[0])

    async def share(self, made):
        made.set_markets(tracing._markets(made))

    async def at_once(*_):
        return None

    async def session_of(exchange):
        session = await house.session(replace(make_key(exchange), credential=CREDENTIAL))
        if exchange == "bitget":
            session.made.options.update(BITGET)
        return session, answer

    monkeypatch.setattr(line, "send", send)
    monkeypatch.setattr(guard, "check_host", lambda *_: None)
    monkeypatch.setattr(guard.ReadOnly, "sign", unsigned)
    monkeypatch.setattr(Markets, "share", share)
    monkeypatch.setattr(line.Line, "wait", at_once)
    monkeypatch.setattr(ExchangeTime, "ready", at_once)
    yield session_of
    await house.close()


def may_say_so(exchange: str, text: str, of: str) -> bool:
    """Whether that text is this exchange's own way to say that there is nothing: a bare list."""
    shapes = code_book(exchange).shapes or {}
    calls = places_of(exchange, of)
    return text == "[]" and any(
        "" in shapes[call] if call in shapes else ": list" in places
        for call, places in calls.items()
    )


def exchanges():
    for exchange in exchange_ids():
        if plan_of(exchange).wallets and not allow_list(exchange).is_empty:
            marks = () if exchange in EXCHANGES else pytest.mark.slow
            yield pytest.param(exchange, id=exchange, marks=marks)


@pytest.mark.parametrize("exchange", exchanges())
async def test_what_is_no_account_is_never_an_empty_one(exchange, asked) -> None:
    session, answer = await asked(exchange)
    for name, (text, kind) in NO_ACCOUNTS.items():
        answer[:] = text, kind
        for wallet in session.world.plan.wallets:
            found = await attempt(session._wallet(wallet, session._witness("balances")))
            case = (name, wallet.name, found)
            refused = isinstance(found, ExchangeError) and found.failure in REFUSALS
            assert refused or (found == [] and may_say_so(exchange, text, BALANCES)), case


@pytest.mark.parametrize("exchange", exchanges())
async def test_what_is_no_list_of_orders_is_never_an_empty_one(exchange, asked) -> None:
    session, answer = await asked(exchange)
    for name in ("page", "empty", "null", "object", "other", "cut", "texts"):
        answer[:] = NO_ACCOUNTS[name]
        for part in session.world.plan.slices:
            if part.of != "open" or part.per_symbol:
                continue
            work = getattr(session.made, part.method)(None, None, None, dict(part.params))
            found = await attempt(rows(session.line, work))
            refused = isinstance(found, ExchangeError) and found.failure in REFUSALS
            assert refused or not places_of(exchange, LISTS), (name, part.name, found)


def test_every_exchange_that_is_read_has_its_places() -> None:
    for exchange in exchange_ids():
        assert not plan_of(exchange).wallets or (FOLDER / f"{exchange}.toml").is_file(), exchange


@pytest.mark.parametrize("exchange", ["kraken", "gate", "luno"])
async def test_the_places_are_those_of_this_ccxt(exchange) -> None:
    written = (FOLDER / f"{exchange}.toml").read_text(encoding="utf-8")
    assert as_toml(exchange, await traced(exchange)) == written


@pytest.mark.parametrize(
    ("exchange", "endpoint", "text"),
    [
        ("okx", "GET private account/balance", '{"code": "0", "data": [{"details": []}]}'),
        ("okx", "GET private asset/balances", '{"code": "0", "data": []}'),
        ("binance", "GET private account", '{"balances": []}'),
        ("gate", "GET private spot accounts", "[]"),
        ("kraken", "POST private BalanceEx", '{"error": [], "result": {}}'),
        ("zaif", "POST private get_info", '{"success": 1, "return": {"funds": []}}'),
        ("unheard", "GET private balance", '{"data": {"accounts": {"spot": []}}}'),
    ],
)
def test_an_empty_place_is_an_empty_account(exchange: str, endpoint: str, text: str) -> None:
    assert not is_untold([Heard(endpoint, text)], exchange, code_book(exchange), BALANCES)


@pytest.mark.parametrize(
    ("exchange", "endpoint", "text"),
    [
        ("okx", "GET private account/balance", '{"code": "0", "data": []}'),
        ("okx", "GET private account/balance", '{"code": "0", "data": [{"details": null}]}'),
        ("binance", "GET private account", "[]"),
        ("gate", "GET private spot accounts", '{"details": []}'),
        ("gate", "GET private spot accounts", "[7]"),
        ("kraken", "POST private BalanceEx", '{"error": []}'),
        ("unheard", "GET private balance", "[]"),
        ("unheard", "GET private balance", '{"status": "error", "detail": {"id": 1}}'),
    ],
)
def test_an_answer_without_its_place_is_none(exchange: str, endpoint: str, text: str) -> None:
    assert is_untold([Heard(endpoint, text)], exchange, code_book(exchange), BALANCES)


def test_one_of_several_answers_that_says_nothing_spoils_all() -> None:
    accounts = Heard("GET spot private v1/account/accounts", '{"data": []}')
    balance = "GET spot private v1/account/accounts/{account-id}/balance"
    book = code_book("htx")
    told, untold = Heard(balance, '{"data": {"list": []}}'), Heard(balance, '{"data": {}}')
    assert not is_untold([accounts, told], "htx", book, BALANCES)
    assert is_untold([accounts, untold], "htx", book, BALANCES)


def test_no_orders_may_be_null_where_no_balance_may() -> None:
    heard = [Heard("POST private openOrders", '{"success": 1, "return": {"orders": null}}')]
    assert not is_untold(heard, "indodax", code_book("indodax"), LISTS)


def test_assets_of_which_there_is_nothing_are_told() -> None:
    assert names_assets({"info": {}, "BTC": {"free": "0", "used": "0", "total": "0"}})
    assert not names_assets({"info": {}, "BTC": {"free": None, "used": None, "total": "soon"}})


@pytest.mark.parametrize("body", ['{"message": "scheduled work"}', "{}"])
async def test_an_exchange_that_nobody_described(house, body: str) -> None:
    script = {"*": Answer(body)}
    async with playing(script) as played:
        session = await house.session(make_key("luno", played.endpoint))
        with pytest.raises(ExchangeError) as caught:
            await session.balances()
    assert caught.value.kind == "bad-reply"
