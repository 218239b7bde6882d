"""What may be written on a websocket: logins, subscriptions, signs of life, and never an order."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from jungletui.domain.failures import ExchangeError
from jungletui.exchanges.ws_guard import Messages, check_message, messages_of
from tools.tracing.source import pro_ids, source_of

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "jungletui" / "exchanges" / "messages"

READS = [
    ("binance", {"method": "SUBSCRIBE", "params": ["btcusdt@ticker"], "id": 1}),
    (
        "binance",
        {
            "id": "1",
            "method": "userDataStream.subscribe.signature",
            "params": {"apiKey": "made-up", "timestamp": 1, "signature": "made-up"},
        },
    ),
    ("bybit", {"op": "auth", "args": ["made-up", "1", "made-up"]}),
    ("bybit", {"op": "subscribe", "args": ["wallet"], "req_id": 1}),
    ("okx", {"op": "login", "args": [{"apiKey": "made-up", "sign": "made-up"}]}),
    ("okx", {"op": "subscribe", "args": [{"channel": "account"}]}),
    ("okx", "ping"),
    ("okx", '{"op": "subscribe", "args": [{"channel": "account"}]}'),
    ("kraken", {"method": "subscribe", "params": {"channel": "executions", "token": "t"}}),
    ("kucoin", {"id": 1, "type": "subscribe", "topic": "/account/balance", "response": True}),
    ("gate", {"id": 1, "time": 1, "channel": "spot.orders", "event": "subscribe", "payload": []}),
    ("htx", {"action": "req", "ch": "auth", "params": {"accessKey": "made-up"}}),
    ("htx", {"sub": "market.btcusdt.detail", "id": "1"}),
    ("htx", {"pong": 1767225600000}),
    ("upbit", [{"ticket": "made-up"}, {"type": "myOrder"}]),
    ("bitfinex", {"event": "auth", "apiKey": "made-up", "authSig": "s", "authNonce": 1}),
    ("deribit", {"jsonrpc": "2.0", "id": 1, "method": "private/subscribe", "params": {}}),
    ("polymarket", {"id": 1, "req": "post", "op": {"type": "ping"}}),
    ("kucoinfutures", {"id": "1", "type": "ping"}),
]

WRITES = [
    ("binance", {"id": "1", "method": "order.place", "params": {"symbol": "BTCUSDT"}}),
    ("binance", {"id": "1", "method": "order.cancelReplace", "params": {}}),
    ("binance", {"id": "1", "method": "sor.order.place", "params": {}}),
    ("binance", {"id": "1", "method": "openOrders.cancelAll", "params": {}}),
    ("bybit", {"op": "order.create", "reqId": "1", "args": [{}], "header": {}}),
    ("bybit", {"op": "order.cancel", "args": [{}]}),
    ("okx", {"id": "1", "op": "order", "args": [{"instId": "BTC-USDT"}]}),
    ("okx", {"id": "1", "op": "batch-orders", "args": [{}]}),
    ("okx", {"id": "1", "op": "amend-order", "args": [{}]}),
    ("okx", {"id": "1", "op": "mass-cancel", "args": [{}]}),
    ("kraken", {"method": "add_order", "params": {"token": "t"}, "req_id": 1}),
    ("kraken", {"method": "batch_add", "params": {"token": "t"}, "req_id": 1}),
    ("kraken", {"method": "cancel_all_orders_after", "params": {"timeout": 1}, "req_id": 1}),
    ("deribit", {"jsonrpc": "2.0", "id": 1, "method": "private/buy", "params": {}}),
    ("deribit", {"jsonrpc": "2.0", "id": 1, "method": "private/enable_cancel_on_disconnect"}),
    ("coinbaseinternational", {"jsonrpc": "2.0", "id": 1, "method": "private/sell", "params": {}}),
    ("gate", {"time": 1, "channel": "spot.order_place", "event": "api", "payload": {}}),
    ("gate", {"time": 1, "channel": "spot.login", "event": "api", "payload": {}}),
    ("gate", {"time": 1, "channel": "spot.order_place", "payload": {}}),
    ("bitget", {"op": "trade", "args": [{"channel": "place-order"}]}),
    ("bitfinex", [0, "on", None, {"symbol": "tBTCUSD"}]),
    ("bitfinex", [0, "oc_multi", None, {"all": 1}]),
    ("bitvavo", {"action": "privateCreateOrder", "market": "BTC-EUR"}),
    ("bitvavo", {"action": "privateWithdrawAssets", "symbol": "BTC", "address": "nobody"}),
    ("cex", {"e": "place-order", "oid": "1", "data": {}}),
    ("cryptocom", {"id": 1, "method": "private/create-order", "params": {}, "nonce": 1}),
    ("cryptocom", {"id": 1, "method": "private/create-withdrawal", "params": {}, "nonce": 1}),
    ("derive", {"id": "1", "method": "private/order", "params": {}}),
    ("hitbtc", {"method": "spot_new_order", "params": {}, "id": 1}),
    ("bequant", {"method": "futures_cancel_orders", "params": {}, "id": 1}),
    ("hyperliquid", {"method": "post", "id": 1, "request": {"type": "action", "payload": {}}}),
    ("lighter", {"type": "jsonapi/sendtx", "data": {}}),
    ("lighter", {"type": "jsonapi/sendtxbatch", "data": {}}),
    ("nado", {"place_order": {}, "id": 1}),
    ("nado", {"method": "place_order", "id": 1}),
    ("pacifica", {"id": "1", "params": {"create_order": {"side": "bid"}}}),
    ("poloniex", {"id": "1", "event": "createOrder", "params": {}}),
    ("poloniex", {"event": "cancelAllOrders"}),
    ("kucoin", {"id": "1", "op": "spot.order", "args": {}}),
    ("polymarket", {"id": 1, "req": "post", "op": {"type": "order"}}),
    ("woo", {"id": 1, "event": "order", "params": {}}),
    ("ndax", {"m": 0, "i": 1, "n": "SendOrder", "o": "{}"}),
    ("ndax", {"m": 0, "i": 1, "n": "AuthenticateUser", "o": "{}"}),
    ("paradex", {"jsonrpc": "2.0", "id": 1, "method": "order.create", "params": {}}),
    ("apex", {"op": "order", "args": []}),
    ("phemex", {"id": 1, "method": "order.create", "params": []}),
    ("whitebit", {"id": 1, "method": "order_market", "params": []}),
    ("backpack", {"method": "ORDER", "params": [], "signature": []}),
    ("alpaca", {"action": "order", "data": {}}),
    ("bullish", {"jsonrpc": "2.0", "type": "command", "method": "createOrder", "id": "1"}),
    ("htx", {"op": "place_order", "cid": "1"}),
    ("independentreserve", {"Event": "Subscribe"}),
    ("zaif", {"op": "subscribe"}),
]

RIDERS = [
    ("okx", {"op": "subscribe", "args": [], "order": {}}),
    ("bitfinex", {"event": "auth", "apiKey": "k", "authSig": "s", "authNonce": 1, "dms": 4}),
    ("bybit", {"op": ["subscribe", "order.create"], "args": []}),
    ("bybit", {"op": {"subscribe": 1}, "args": []}),
    ("bybit", {"args": [], "OP": "subscribe"}),
    ("bybit", {"op": "subscribe ", "args": []}),
    ("bybit", {"op": None}),
    ("bybit", {}),
    ("bybit", [{"op": "subscribe", "args": []}]),
    ("bybit", []),
    ("bybit", b'{"op": "ping"}'),
    ("bybit", '{"op": "order.create", "op": "ping"}'),
    ("bybit", '{"op": "ping"} {"op": "order.create"}'),
    ("bybit", "ping"),
    ("bybit", "[" * 100_000),
    ("bybit", None),
    ("htx", {"sub": "market.btcusdt.detail", "op": "place_order"}),
    ("htx", {"sub": {"order": 1}}),
    ("upbit", [{"ticket": "t"}, {"type": "myOrder"}, {"type": "order", "market": "KRW-BTC"}]),
    ("upbit", [{"ticket": "t"}, "order"]),
    ("upbit", []),
    ("ndax", {"m": False, "i": 1, "n": "SubscribeLevel1", "o": "{}"}),
    ("kraken", {"method": "subscribe", "params": {"token": "t"}}),
    ("polymarket", {"id": 1, "req": "post", "op": {"type": ["ping"]}}),
    ("../kraken", {"event": "ping"}),
    ("nowhere", {"event": "ping"}),
]


@pytest.mark.parametrize(("exchange", "message"), READS)
def test_what_only_reads_may_be_written(exchange, message):
    forms = (message,) if isinstance(message, str) else (message, json.dumps(message))
    assert [is_refused(exchange, form) for form in forms] == [False] * len(forms)


def is_refused(exchange, message):
    try:
        check_message(messages_of(exchange), message)
    except ExchangeError:
        return True
    return False


@pytest.mark.parametrize(("exchange", "message"), WRITES)
def test_what_trades_moves_or_changes_is_refused(exchange, message):
    for form in (message, json.dumps(message)):
        with pytest.raises(ExchangeError, match="refused: not a message that only reads") as caught:
            check_message(messages_of(exchange), form)
        assert caught.value.kind == "not-supported"


@pytest.mark.parametrize(("exchange", "message"), RIDERS)
def test_nothing_rides_along(exchange, message):
    with pytest.raises(ExchangeError, match="refused: not a message"):
        check_message(messages_of(exchange), message)


def test_a_refusal_says_nothing_of_the_message():
    with pytest.raises(ExchangeError) as caught:
        check_message(messages_of("okx"), {"op": "order", "sign": "a-made-up-signature"})
    assert "a-made-up-signature" not in f"{caught.value}{caught.value.__cause__}"
    assert caught.value.__context__ is None


def test_without_a_list_nothing_may_be_written():
    assert messages_of("nowhere") == Messages("nowhere")
    for message in ("ping", {"op": "ping"}, {}, []):
        with pytest.raises(ExchangeError):
            check_message(messages_of("nowhere"), message)


def test_every_exchange_with_websockets_has_its_forms():
    assert tuple(sorted(file.stem for file in FOLDER.glob("*.toml"))) == pro_ids()


@pytest.mark.parametrize("exchange", pro_ids())
def test_no_form_is_open(exchange):
    """A form says by which fields it is known, and has no word of a write among its values."""
    words = ("order.", "place", "create", "cancel_", "amend", "withdraw", "transfer", "sendtx")
    for form in messages_of(exchange).forms:
        assert form.where
        for name, values in form.where:
            assert name.split(".")[0] in form.keys
            assert values != ()
            assert not [v for v in values or () if any(w in str(v).lower() for w in words)], values


def is_login(message):
    """The message that says who asks, which an order is preceded by."""
    verb = [str(v) for k, v in message.items() if k in {"op", "method", "action", "e", "event"}]
    return verb in (["auth"], ["login"], ["authenticate"], ["public/auth"]) or (
        verb == ["subscribe"] and message.get("channel") == ["auth"]
    )


def orders_by_hand(exchange, method):
    """What stands above for a method of ccxt that wrote nothing here, because its order wants a
    signature that made-up keys do not give; none is left without."""
    family = source_of(exchange).family
    found = [message for name, message in WRITES if name in family]
    assert found, f"{exchange}.{method} wrote nothing, and no order of it is in WRITES"
    return found


TRADES_THERE = {
    *("binance", "bitvavo", "bybit", "cex", "coinbaseinternational", "cryptocom", "gate"),
    *("hitbtc", "kraken", "okx", "poloniex"),
}
"""Where the made-up markets are enough for ccxt to write an order."""
SILENT = {"bitopro", "extended", "independentreserve"}
"""Where the address alone says what is streamed."""


@pytest.mark.slow
def test_what_ccxt_writes_to_watch_passes_and_what_it_writes_to_trade_does_not():
    command = [sys.executable, "-W", "ignore", "-m", "tools.tracing.messages", *pro_ids()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    trading, walked = set(), 0
    for found in map(json.loads, done.stdout.splitlines()):
        exchange, allowed = found["exchange"], messages_of(found["exchange"])
        assert bool(found["watching"]) == (exchange not in SILENT), exchange
        for message in found["watching"]:
            check_message(allowed, message)
        for name, messages in found["trading"].items():
            walked += 1
            for message in messages or orders_by_hand(exchange, name):
                if message in found["watching"] or is_login(message):
                    continue
                trading.add(exchange)
                with pytest.raises(ExchangeError):
                    check_message(allowed, message)
    assert trading >= TRADES_THERE
    assert walked > 100
