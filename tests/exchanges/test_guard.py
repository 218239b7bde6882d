"""Nothing but reads leaves: refused before it is signed, with nothing on the wire."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.domain.keys import Environment
from jungletui.exchanges import guard
from jungletui.exchanges.allowlists import AllowList, allow_list, section_of
from jungletui.exchanges.building import build, guarded_class
from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.loader import ccxt_error, load_exchange
from tests.exchanges.conftest import FOUR, make_key
from tests.exchanges.replies import PUBLIC, binance_account
from tests.exchanges.server import Answer, playing

SYMBOL = "BTC/USDT"
WRITES = {
    "create_order": (SYMBOL, "limit", "buy", 1, 1),
    "create_orders": (
        [{"symbol": SYMBOL, "type": "limit", "side": "buy", "amount": 1, "price": 1}] * 2,
    ),
    "edit_order": ("1", SYMBOL, "limit", "buy", 1, 2),
    "cancel_order": ("1", SYMBOL),
    "cancel_orders": (["1"], SYMBOL),
    "cancel_all_orders": (SYMBOL,),
    "withdraw": ("BTC", 1, "made0up0address0of0nobody", {"pwd": "-", "key": "my address"}),
    "transfer": ("BTC", 1, "spot", "funding"),
    "set_leverage": (3, "BTC/USDT:USDT"),
    "set_margin_mode": ("cross", "BTC/USDT:USDT"),
    "create_deposit_address": ("BTC",),
    "fetch_deposit_address": ("BTC",),
}


def entries(exchange):
    """Every implicit endpoint of ccxt's class: name, section, verb, path."""
    found = {}
    for ancestor in guarded_class(exchange).__mro__:
        for name, entry in vars(ancestor).items():
            if type(entry).__name__ == "Entry":
                found.setdefault(name, (section_of(entry.api), entry.method, entry.path))
    return found


def market(exchange, swap):
    symbol = "BTC/USDT:USDT" if swap else "BTC/USDT"
    ids = {"binance": "BTCUSDT", "bybit": "BTCUSDT", "okx": "BTC-USDT", "kraken": "XBTUSDT"}
    return {
        "id": ids[exchange] + ("-SWAP" if exchange == "okx" and swap else ""),
        "symbol": symbol,
        "base": "BTC",
        "quote": "USDT",
        "settle": "USDT" if swap else None,
        "type": "swap" if swap else "spot",
        "spot": not swap,
        "swap": swap,
        "future": False,
        "option": False,
        "margin": False,
        "contract": swap,
        "linear": True if swap else None,
        "inverse": False if swap else None,
        "contractSize": "1",
        "active": True,
        "precision": {"amount": "0.0001", "price": "0.01"},
        "limits": {"amount": {"min": "0.0001"}, "price": {}, "cost": {}, "leverage": {}},
        "info": {"orderTypes": ["LIMIT"], "wsname": "XBT/USDT", "altname": "XBTUSDT"},
    }


@asynccontextmanager
async def silence():
    """A socket that counts who connects."""
    connections = []

    async def accept(_reader, writer):
        connections.append(writer.get_extra_info("peername"))
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", connections
    finally:
        server.close()
        await server.wait_closed()


@pytest.fixture
def signed(monkeypatch):
    """What reached the exchanges' own `sign`."""
    seen = []
    for exchange in FOUR:
        cls = load_exchange(exchange)

        def record(self, path, api="public", method="GET", params=None, _sign=cls.sign):
            seen.append((section_of(api), method, path))
            return _sign(self, path, api, method, params or {})

        monkeypatch.setattr(cls, "sign", record)
    return seen


async def prepared(house, exchange, endpoint):
    session = await house.session(make_key(exchange, endpoint))
    made = session.made
    made.set_markets([market(exchange, False), market(exchange, True)])
    made.options.update({"enableUnifiedMargin": False, "enableUnifiedAccount": True})
    return session


@pytest.mark.parametrize("exchange", FOUR)
@pytest.mark.parametrize("method", WRITES)
async def test_unified_writes_are_refused_before_signing(house, signed, exchange, method):
    async with silence() as (endpoint, connections):
        session = await prepared(house, exchange, endpoint)
        if method not in dir(type(session.made)):
            pytest.skip("ccxt does not have it")
        with pytest.raises((ExchangeError, ccxt_error())) as caught:
            await getattr(session.made, method)(*WRITES[method])
    assert signed == []
    assert connections == []
    unsupported = type(caught.value).__name__ in {"NotSupported", "ArgumentsRequired", "BadRequest"}
    assert unsupported or "refused: not a read" in str(caught.value)


@pytest.mark.parametrize("exchange", FOUR)
async def test_the_guard_itself_refuses_orders_and_withdrawals(house, signed, exchange):
    """The same for the calls that every one of the four has, without excuses."""
    async with silence() as (endpoint, connections):
        session = await prepared(house, exchange, endpoint)
        for method in ("create_order", "cancel_order", "withdraw"):
            with pytest.raises(ExchangeError, match="refused: not a read") as caught:
                await getattr(session.made, method)(*WRITES[method])
            assert caught.value.kind == "not-supported"
    assert signed == []
    assert connections == []


@pytest.mark.parametrize("exchange", FOUR)
async def test_every_implicit_call_that_is_not_listed_is_refused(house, signed, exchange):
    allowed = allow_list(exchange)
    refusable = {
        name: call for name, call in entries(exchange).items() if not allowed.allows(*call)
    }
    assert len(refusable) > 20
    async with silence() as (endpoint, connections):
        session = await prepared(house, exchange, endpoint)
        for name, (section, verb, path) in refusable.items():
            with pytest.raises(ExchangeError, match="refused: not a read"):
                await getattr(session.made, name)({"id": "1"})
            with pytest.raises(ExchangeError, match="refused: not a read"):
                await session.call(name, {})
            with pytest.raises(ExchangeError, match="refused: not a read"):
                session.made.sign(path, section.split(" "), verb, {})
    assert signed == []
    assert connections == []


@pytest.mark.parametrize("exchange", FOUR)
async def test_tricks_are_refused(house, signed, exchange):
    async with silence() as (endpoint, connections):
        session = await prepared(house, exchange, endpoint)
        made = session.made
        for path, api, verb in (
            ("order", ["private"], "post"),
            ("time", ["public"], "POST"),
            ("account", ["private", "public"], "GET"),
            ("../account", ["private"], "GET"),
            ("account ", ["private"], "GET"),
            ("anything", ["unknown"], "GET"),
        ):
            with pytest.raises(ExchangeError, match="refused: not a read"):
                await made.request(path, api, verb, {})
        with pytest.raises(ExchangeError, match="refused: not a read"):
            await made.fetch(f"{endpoint}/api/v3/order", "POST", {}, "side=BUY")
        with pytest.raises(ExchangeError, match="refused: not a read"):
            made.client("wss://stream.example/ws")
        with pytest.raises(ExchangeError, match="refused: not a read"):
            made.watch_multiple("wss://stream.example/ws", ["a"])
    assert signed == []
    assert connections == []


async def test_a_read_passes_once_signed(house, signed):
    script = PUBLIC["binance"]() | {"GET /api/v3/account": binance_account('"1.5"')}
    async with playing(script) as played:
        session = await house.session(make_key("binance", played.endpoint))
        found = await session.call("privateGetAccount")
    assert found["accountType"] == "SPOT"
    assert ("private", "GET", "account") in signed
    sent = next(request for request in played.log if request.path == "/api/v3/account")
    assert "signature=" in sent.query
    assert sent.headers["X-MBX-APIKEY"] == "made-up-key-0001"
    assert sent.headers["User-Agent"].startswith("jungletui/")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirection_is_not_followed(house, status):
    async with playing({"*": Answer('{"serverTime": 1}')}) as elsewhere:
        away = Answer(status=status, headers={"Location": elsewhere.endpoint + "/api/v3/time"})
        async with playing(PUBLIC["binance"]() | {"GET /api/v3/account": away}) as played:
            session = await house.session(make_key("binance", played.endpoint))
            with pytest.raises(ExchangeError, match="redirection") as caught:
                await session.call("privateGetAccount")
    assert caught.value.kind == "bad-reply"
    assert elsewhere.log == []


async def test_another_host_is_refused_although_signed(house):
    async with silence() as (endpoint, connections), playing(PUBLIC["binance"]()) as played:
        session = await house.session(make_key("binance", played.endpoint))
        session.made.urls["api"]["private"] = endpoint + "/api/v3"
        with pytest.raises(ExchangeError, match="is not a host of binance"):
            await session.call("privateGetAccount")
    assert connections == []


async def test_unified_methods_are_no_raw_calls(house):
    session = await house.session(make_key("binance", "http://127.0.0.1:9"))
    for name in ("create_order", "createOrder", "fetch_balance", "sign", "__init__", "line"):
        with pytest.raises(ExchangeError, match="no call named"):
            await session.call(name)


async def test_an_exchange_without_a_list_refuses_everything(house, monkeypatch):
    assert allow_list("nowhere").is_empty
    assert not allow_list("nowhere").allows("public", "GET", "time")
    monkeypatch.setattr("jungletui.exchanges.house.allow_list", AllowList)
    with pytest.raises(ExchangeError, match="no list of reading calls") as caught:
        await house.session(make_key("bitbank"))
    assert caught.value.kind == "not-supported"


@pytest.mark.slow
def test_every_exchange_of_ccxt_refuses_every_unlisted_call(monkeypatch):
    for exchange in exchange_ids():
        made = build(exchange, Environment.LIVE, None, {})
        allowed = allow_list(exchange)
        made.line = type("Line", (), {"allowed": allowed, "exchange": exchange})()
        monkeypatch.setattr(load_exchange(exchange), "sign", None)
        calls = entries(exchange)
        assert calls, exchange
        for section, verb, path in calls.values():
            if not allowed.allows(section, verb, path):
                with pytest.raises(ExchangeError, match="refused: not a read"):
                    made.sign(path, section.split(" "), verb, {})


POSTS = {
    "binance": {"asset/get-funding-asset", "asset/getUserAsset"},
    "kraken": {
        *("GetApiKeyInfo", "Balance", "BalanceEx", "TradeBalance", "CreditLines", "OpenOrders"),
        *("ClosedOrders", "QueryOrders", "OrderAmends", "TradesHistory", "QueryTrades"),
        *("OpenPositions", "Ledgers", "QueryLedgers", "TradeVolume", "DepositStatus"),
        *("WithdrawStatus", "Earn/Strategies", "Earn/Allocations"),
    },
    "bitfinex": {"auth/r/permissions", "auth/r/info/user"},
    "coinbaseinternational": {"auth"},
    "derive": {"session_keys"},
    "gemini": {"v1/roles"},
    "hyperliquid": {"info"},
    "lbank": {"supplement/api_Restrictions"},
    "zaif": {"get_info2"},
}


@pytest.mark.parametrize("exchange", exchange_ids())
def test_a_list_names_real_endpoints_and_only_reviewed_verbs(exchange):
    allowed = allow_list(exchange)
    known = set(entries(exchange).values())
    assert allowed.private <= known
    assert allowed.public <= {section for section, _, _ in known}
    assert not {call for call in allowed.private if call[0] in allowed.public}
    posts = {path for _, verb, path in allowed.private if verb != "GET"}
    family = "binance" if exchange in {"binanceusdm", "binancecoinm"} else exchange
    assert posts == POSTS.get(family, set())
    assert not any("{" in path for _, _, path in allowed.private)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.binance.com/api?x=https://example.org/",
        "https://api.binance.com@example.org/x",
        "https://api.binance.com\\@example.org/x",
        "https:/\n/example.org/https://api.binance.com/",
        "ht\ntps://example.org/x",
        "https:example.org//://api.binance.com/",
        " https://example.org?x=://api.binance.com/",
        "//example.org/x",
        "http://[::1]:8080#x",
        "",
    ],
)
def test_the_host_is_known_by_what_is_before_the_path(url):
    assert guard.origin(guard._head(url)) == guard.origin(url)
