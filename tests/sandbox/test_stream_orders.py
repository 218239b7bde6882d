"""An order that rests and is cancelled, on every exchange that streams, as ccxt.pro sees it."""

import pytest

from tests.sandbox.streaming import (
    exact,
    order_of,
    resting,
    served,
    states_of,
    streaming,
    subscribed,
    until,
    watching,
)


@pytest.mark.parametrize(
    ("exchange", "name", "symbol", "wallet"),
    [
        ("bybit", "bybit-spot", "ETH/USDT", "unified"),
        ("gate", "gate-bot", "ETH/USDT", "spot"),
        ("kraken", "kraken-dca", "ETH/USD", "spot"),
        ("kucoin", "kucoin-bot", "ETH/USDT", "trade"),
        ("okx", "okx-watch", "SOL/USDT", "trading"),
    ],
)
async def test_an_order_rests_and_is_cancelled(
    exchange: str, name: str, symbol: str, wallet: str
) -> None:
    async with (
        served(exchange) as sandbox,
        streaming(sandbox, name) as client,
        watching(client.watch_orders),
    ):
        streams, books = sandbox.streams(exchange), sandbox.books(exchange)
        await until(subscribed(sandbox, exchange))
        order = resting(sandbox, exchange, "main", symbol, wallet)
        streams.push()
        await until(lambda: bool(order_of(client, order)))
        first = states_of(client, order)[0]
        assert (first["status"], exact(first["amount"])) == ("open", order.amount)
        books.cancel(books.accounts["main"], order.id)
        streams.push()
        await until(lambda: order_of(client, order)["status"] == "canceled")
        assert not sandbox.writes(exchange)
