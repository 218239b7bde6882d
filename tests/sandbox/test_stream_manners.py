"""Whatever is written on a websocket of the sandbox: it answers, stays open, and moves nothing."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from jungletui.sandbox.run import SandboxOptions, running
from jungletui.sandbox.samples import demo_samples
from jungletui.sandbox.tokens import Tokens
from tests.sandbox.conftest import START, Hand
from tests.sandbox.streaming import (
    exact,
    raw,
    said,
    same,
    served,
    streaming,
    subscribed,
    until,
    watching,
)
from tests.sandbox.test_changes import world_of

PLACES: tuple[tuple[str, str, str, Callable[[Any], bool]], ...] = (
    ("binance", "/ws-api/v3", '{"id": "pp", "method": "ping"}', lambda m: m.get("id") == "pp"),
    ("binance", "/ws", '{"id": 77, "method": "SUBSCRIBE"}', lambda m: m.get("id") == 77),
    ("bybit", "/v5/private", '{"req_id": "pp", "op": "ping"}', lambda m: m.get("op") == "pong"),
    ("bybit", "/v5/public/spot", '{"op": "ping"}', lambda m: m.get("op") == "pong"),
    ("okx", "/ws/v5/private", "ping", lambda m: m == "pong"),
    ("okx", "/ws/v5/public", "ping", lambda m: m == "pong"),
    ("kraken", "/v2", '{"method": "ping", "req_id": 77}', lambda m: m.get("method") == "pong"),
    ("kucoin", "/endpoint?token=public", '{"type": "ping"}', lambda m: m.get("type") == "pong"),
    ("gate", "/ws/v4/", '{"channel": "spot.ping"}', lambda m: m.get("channel") == "spot.pong"),
)
ODD = (
    "",
    "null",
    "[]",
    "17",
    "{",
    "[" * 2000,
    '{"op": 5, "method": [], "type": {}, "event": null, "channel": 3}',
    '{"op": "auth", "args": [1, {}, null]}',
    '{"op": "login", "args": [{"timestamp": "1e999", "apiKey": null}]}',
    '{"op": "login", "args": "x"}',
    '{"op": "subscribe", "args": [null, 5, {"channel": []}]}',
    '{"op": "subscribe", "args": [{"channel": {"a": 1}}]}',
    '{"op": "unsubscribe", "args": [{"channel": "orders"}]}',
    '{"op": "order", "args": [{"instId": "ETH-USDT"}]}',
    '{"method": "subscribe", "params": [1]}',
    '{"method": "subscribe", "params": {"channel": "executions", "token": {}}}',
    '{"method": "userDataStream.subscribe.signature", "params": {"apiKey": 5, "timestamp": {}}}',
    '{"method": "userDataStream.unsubscribe", "params": {"subscriptionId": []}}',
    '{"type": "subscribe", "topic": ["/account/balance"], "privateChannel": "yes"}',
    '{"event": "subscribe", "channel": "spot.orders", "payload": {"a": 1}, "auth": 5}',
    '{"event": "subscribe", "channel": "spot.orders", "time": 5, "auth": {"KEY": [], "SIGN": 1}}',
    '{"event": "api", "channel": "spot.login", "payload": []}',
    '{"event": "unsubscribe", "channel": [], "payload": [{}]}',
)


async def test_odd_messages_are_answered_and_the_line_stays_open() -> None:
    names = tuple(dict.fromkeys(exchange for exchange, *_ in PLACES))
    async with running(SandboxOptions(moving=False, markets=40, exchanges=names)) as sandbox:
        before = {n: len(sandbox.books(n).accounts["main"].orders) for n in names}
        for exchange, path, ping, is_pong in PLACES:
            async with raw(sandbox, exchange, path) as socket:
                for message in ODD:
                    await socket.send_str(message)
                await socket.send_str(ping)
                for _ in range(3 * len(ODD)):
                    if is_pong(await said(socket)):
                        break
                else:
                    pytest.fail(f"no pong on {exchange}{path}")
            await until(lambda name=exchange: not sandbox.streams(name).lines)
        for name in names:
            assert sandbox.writes(name)
            assert len(sandbox.books(name).accounts["main"].orders) == before[name]


def test_a_token_lives_as_long_as_it_says(hand: Hand) -> None:
    world = world_of(hand)
    world.wall = hand
    tokens = Tokens(world)
    token = tokens.issue(demo_samples(7, START)[0].credential, "spot", timedelta(minutes=60))
    hand.forward(minutes=59)
    assert tokens.find(token.text, "spot") == token
    assert tokens.find(token.text, "futures") is None
    tokens.renew(token, timedelta(minutes=60))
    hand.forward(minutes=59)
    assert tokens.find(token.text, "spot") is not None
    hand.forward(minutes=1)
    assert tokens.of(token.key, "spot") is None
    assert token.text in tokens.ended


async def test_the_margin_wallet_is_watched_by_a_listen_token() -> None:
    async with (
        served("binance") as sandbox,
        streaming(sandbox, "binance-freqtrade") as client,
        watching(lambda: client.watch_balance({"type": "margin"})) as found,
    ):
        await until(subscribed(sandbox, "binance"))
        books = sandbox.books("binance")
        account = books.accounts["main"]
        held = account.holding("margin", "USDT").total
        books.transfer(account, "spot", "margin", "USDT", Decimal(7))
        sandbox.streams("binance").push()
        await until(lambda: all(found))
        await until(lambda: same(client.balance["margin"], account, "margin", "USDT"))
        assert exact(client.balance["margin"]["USDT"]["total"]) == held + 7
