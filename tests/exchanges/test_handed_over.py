"""Where ccxt would make a session, a token or a key by itself: what was handed over is used, and
nothing is made; without it the read is refused with the reason."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest
from aiohttp import web

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Environment, Key, KeyProfile, is_public
from jungletui.domain.secret import Secret
from jungletui.exchanges.streams import stream
from tests.exchanges.replies import reply
from tests.exchanges.server import Answer, playing

PROXY, SESSION = "0x" + "a1" * 20, "made-up-session-secret"
WALLET, ADDRESS = "0x" + "11" * 32, "0x" + "b2" * 20
TOKEN = "ro:41:single:4102444800:0a1b2c"


def key(exchange, endpoint, **fields):
    profile = KeyProfile("main", exchange, Environment.LIVE, endpoint)
    credential = {name: Secret(text) for name, text in fields.items()}
    return Key(profile, credential, datetime(2026, 1, 1, tzinfo=UTC))


async def session(house, played, exchange, **fields):
    return await house.session(key(exchange, played.endpoint, **fields))


# Polymarket


def polymarket():
    instrument = {
        "instrument_id": 1, "instrument_type": "perpetual", "symbol": "SP500-USD",
        "base_asset": "SP500", "quote_asset": "pUSD", "quantity_decimals": 5, "price_decimals": 1,
        "isolated_only": False, "max_leverage": 20,
    }  # fmt: skip
    order = {
        "order_id": 7001, "instrument_id": 1, "buy": True, "price": "7700.5", "quantity": "0.020",
        "tif": "gtc", "post_only": False, "ro": False, "resting_quantity": "0.015",
        "filled_quantity": "0.005", "status": "open", "created_timestamp": 1760000000000,
        "updated_timestamp": 1760000000001,
    }  # fmt: skip
    margin = {
        "total_account_value": "101.50", "available_order_margin": "91.25",
        "total_initial_margin": "10.25",
    }  # fmt: skip
    portfolio = {"positions": [], "margin": margin, "timestamp": 1760000000000}
    return {
        "GET /v1/info/time": reply({"time": 1700000000000}),
        "GET /v1/info/instruments": reply([instrument]),
        "GET /v1/info/assets": reply([]),
        "GET /v1/account/portfolio": reply(portfolio),
        "GET /v1/account/open-orders": reply([order]),
    }


async def test_a_session_of_polymarket_reads_and_none_is_made(house):
    async with playing(polymarket()) as played:
        one = await session(house, played, "polymarket", apiKey=PROXY, secret=SESSION)
        [row], _ = await one.balances()
        assert (row.asset, str(row.total), str(row.free)) == ("PUSD", "101.50", "91.25")
        [order], _ = await one.orders("open", None, None)
        assert (order.id, str(order.price), str(order.filled)) == ("7001", "7700.5", "0.005")
        private = [a for a in played.log if a.path.startswith("/v1/account")]
        assert {a.headers["POLYMARKET-PROXY"] for a in private} == {PROXY}
        assert {a.headers["POLYMARKET-SECRET"] for a in private} == {SESSION}
        assert {a.method for a in played.log} == {"GET"}


async def test_without_a_session_polymarket_is_refused_with_the_reason(house):
    async with playing(polymarket()) as played:
        one = await session(house, played, "polymarket", privateKey=WALLET)
        with pytest.raises(ExchangeError, match="would register a new one that can trade") as told:
            await one.balances()
        assert told.value.failure is FailureKind.NOT_SUPPORTED
        assert "Store the address and the secret of a session" in told.value.remedy
        assert not [a for a in played.log if "account" in a.path]


# Lighter


def lighter():
    market = {
        "symbol": "ETH", "market_id": 0, "market_type": "perp", "base_asset_id": 0,
        "quote_asset_id": 0, "status": "active", "size_decimals": 4, "price_decimals": 2,
        "taker_fee": "0.0001", "maker_fee": "0", "min_base_amount": "0.01",
        "min_quote_amount": "0.1",
    }  # fmt: skip
    account = {
        "index": 41, "available_balance": "80.5", "collateral": "90.25", "positions": [],
        "assets": [], "total_asset_value": "90.25",
    }  # fmt: skip
    trade = {
        "trade_id": 501, "type": "trade", "market_id": 0, "size": "0.3040", "price": "2958.75",
        "usd_amount": "899.46", "ask_id": 61, "bid_id": 62, "ask_account_id": 9,
        "bid_account_id": 41, "is_maker_ask": True, "timestamp": 1760000000000,
    }  # fmt: skip
    details = {"code": 200, "order_book_details": [market], "spot_order_book_details": []}
    return {
        "GET /": reply({"status": 1, "timestamp": 1700000000}),
        "GET /api/v1/orderBookDetails": reply(details),
        "GET /api/v1/assetDetails": reply({"code": 200, "asset_details": []}),
        "GET /api/v1/account": reply({"code": 200, "accounts": [account]}),
        "GET /api/v1/accountsByL1Address": reply({"code": 200, "sub_accounts": [account]}),
        "GET /api/v1/trades": reply({"code": 200, "trades": [trade]}),
    }


async def test_a_read_only_token_of_lighter_reads_and_names_the_account(house):
    async with playing(lighter()) as played:
        one = await session(house, played, "lighter", token=TOKEN)
        rows, _ = await one.balances()
        assert [(row.asset, str(row.total)) for row in rows] == [("USDC", "90.25")]
        [fill], _ = await one.fills(None, None)
        assert (fill.id, str(fill.price), str(fill.amount)) == ("501", "2958.75", "0.3040")
        [asked] = [a for a in played.log if a.path == "/api/v1/trades"]
        assert asked.headers["Authorization"] == TOKEN
        assert "account_index=41" in asked.query
        assert {a.method for a in played.log} == {"GET"}


async def test_without_a_token_lighter_reads_what_is_public_and_says_why_not_more(house):
    async with playing(lighter()) as played:
        one = await session(house, played, "lighter", privateKey=WALLET)
        rows, _ = await one.balances()
        assert [row.asset for row in rows] == ["USDC"]
        with pytest.raises(ExchangeError, match="would make an API key") as told:
            await one.fills(None, None)
        assert "read-only token" in told.value.remedy
        assert not [a for a in played.log if a.path == "/api/v1/trades"]


async def test_a_token_that_is_over_says_so(house):
    async with playing(lighter()) as played:
        one = await session(house, played, "lighter", token="ro:41:all:1600000000:0a1b")
        with pytest.raises(ExchangeError, match="the read-only token is over") as told:
            await one.fills(None, None)
        assert told.value.failure is FailureKind.EXPIRED


# GRVT


def grvt(accounts=("77",)):
    instrument = {
        "instrument": "BTC_USDT_Perp", "instrument_hash": "0x1", "base": "BTC", "quote": "USDT",
        "kind": "PERPETUAL", "base_decimals": "9", "quote_decimals": "6", "tick_size": "0.1",
        "min_size": "0.001",
    }  # fmt: skip
    summary = {
        "event_time": "1760000000000000000", "sub_account_id": "77", "settle_currency": "USDT",
        "available_balance": "15.25", "positions": [],
        "spot_balances": [{"currency": "USDT", "balance": "20.50", "index_price": "1.0"}],
    }  # fmt: skip
    cookie = {"Set-Cookie": "gravity=made-up; Path=/", "X-Grvt-Account-Id": "ACC"}
    done = Answer(json.dumps({"location": "", "status": "success"}), headers=cookie)
    return {
        "POST /full/v1/all_instruments": reply({"result": [instrument]}),
        "POST /full/v1/currency": reply({"result": []}),
        "POST /auth/api_key/login": done,
        "POST /auth/wallet/login": done,
        "POST /full/v1/get_sub_accounts": reply({"sub_account_ids": list(accounts)}),
        "POST /full/v1/account_summary": reply({"result": summary}),
        "POST /full/v1/open_orders": reply({"result": []}),
    }


@pytest.mark.parametrize(
    ("fields", "login"),
    [
        ({"apiKey": "made-up-api-key"}, "/auth/api_key/login"),
        ({"privateKey": WALLET}, "/auth/wallet/login"),
    ],
)
async def test_grvt_is_read_after_a_login_that_makes_nothing(house, fields, login):
    async with playing(grvt()) as played:
        one = await session(house, played, "grvt", **fields)
        [row], _ = await one.balances()
        assert (row.asset, str(row.total), str(row.free)) == ("USDT", "20.50", "15.25")
        orders, _ = await one.orders("open", None, None)
        assert orders == ()
        assert [a.path for a in played.log if "auth" in a.path] == [login]
        [asked] = [a for a in played.log if a.path == "/full/v1/account_summary"]
        assert (asked.headers["Cookie"], asked.headers["X-Grvt-Account-Id"]) == (
            "gravity=made-up",
            "ACC",
        )
        assert json.loads(asked.body)["sub_account_id"] == "77"
        assert not [a for a in played.log if "builder" in a.path]


async def test_an_account_of_grvt_that_is_named_is_not_looked_for(house):
    async with playing(grvt(("77", "78"))) as played:
        one = await session(house, played, "grvt", apiKey="made-up", accountId="78")
        await one.balances()
        [asked] = [a for a in played.log if a.path == "/full/v1/account_summary"]
        assert json.loads(asked.body)["sub_account_id"] == "78"
        assert "POST /full/v1/get_sub_accounts" not in played.paths()


async def test_grvt_with_several_accounts_asks_for_one(house):
    async with playing(grvt(("77", "78"))) as played:
        one = await session(house, played, "grvt", apiKey="made-up")
        with pytest.raises(ExchangeError, match="names no trading account of this key, or several"):
            await one.balances()


async def test_grvt_without_any_key_says_what_is_missing(house):
    async with playing(grvt()) as played:
        one = await session(house, played, "grvt", accountId="77")
        with pytest.raises(ExchangeError, match="neither an API key nor a private key"):
            await one.balances()


# Derive


def derive():
    def order(number, id):
        return {
            "subaccount_id": number, "order_id": id, "instrument_name": "BTC-PERP",
            "direction": "buy", "amount": "0.10", "filled_amount": "0.02", "limit_price": "83500",
            "average_price": "83400", "order_status": "open", "order_type": "limit",
            "time_in_force": "gtc", "creation_timestamp": 1760000000000, "label": "",
            "last_update_timestamp": 1760000000001, "order_fee": "0",
        }  # fmt: skip

    def orders(arrived):
        number = json.loads(arrived.body)["subaccount_id"]
        return reply({"result": {"orders": [order(number, f"id-{number}")]}})

    numbers = {"result": {"wallet": ADDRESS, "subaccount_ids": [31, 32]}}
    return {
        "POST /v3/public/get_all_instruments": reply({"result": {"instruments": []}}),
        "GET /v3/public/get_all_currencies": reply({"result": []}),
        "POST /v3/private/get_subaccounts": reply(numbers),
        "POST /v3/private/get_open_orders": orders,
        "POST /v3/private/get_trigger_orders": reply({"result": {"orders": []}}),
    }


async def test_the_orders_of_every_subaccount_of_derive_are_read(house):
    async with playing(derive()) as played:
        one = await session(house, played, "derive", walletAddress=ADDRESS, privateKey=WALLET)
        orders, missed = await one.orders("open", None, None)
        assert sorted(order.id for order in orders) == ["id-31", "id-32"], (missed, played.paths())
        assert {str(order.filled) for order in orders} == {"0.02"}


def test_the_api_key_of_grvt_is_shown_nowhere():
    assert not is_public("grvt", "apiKey")


# Streams


async def test_the_session_of_polymarket_is_followed(house, monkeypatch):
    monkeypatch.setattr(stream, "SETTLED", 0.1)
    written, told = [], asyncio.Event()
    order = {
        "oid": 7002, "iid": 1, "buy": True, "p": "7701.5", "qty": "0.020", "tif": "gtc",
        "po": False, "ro": False, "rest": "0.020", "fill": "0", "cts": 1760000000000,
        "uts": 1760000000001, "status": "open",
    }  # fmt: skip

    async def listened(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            asked = json.loads(message.data)
            written.append(asked)
            done = {"status": "ok"}
            await socket.send_json({"id": asked["id"], "data": done if "op" in asked else [done]})
            if asked.get("chs") == ["orders"]:
                await socket.send_json({"ch": "orders", "ts": 1760000000002, "data": [order]})
        return socket

    async with playing(polymarket(), sockets={"/v1/ws": listened}) as played:
        one = await session(house, played, "polymarket", apiKey=PROXY, secret=SESSION)
        [line] = (await one.streaming()).lines
        heard = []

        def hear(news):
            heard.append(news)
            told.set()

        task = asyncio.create_task(one.listen(line, hear, lambda: None))
        await asyncio.wait(
            (task, asyncio.create_task(told.wait())), timeout=20, return_when="FIRST_COMPLETED"
        )
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert heard
    assert written[0]["op"] == {"type": "auth", "args": {"proxy": PROXY, "secret": SESSION}}
    assert {tuple(asked["chs"]) for asked in written[1:] if "chs" in asked} <= {
        ("portfolio",), ("orders",), ("fills",),
    }  # fmt: skip
