"""binance's websockets, as an unmodified ccxt.pro sees them."""

from collections.abc import AsyncIterator
from decimal import Decimal

import ccxt.pro as ccxtpro
import pytest

from jungletui.sandbox.run import Sandbox
from tests.sandbox.stage import staged
from tests.sandbox.streaming import bought, resting, same, streaming, until, watching

SYMBOL, SWAP = "ETH/USDT", "ETH/USDT:USDT"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with staged("binance") as found:
        yield found


async def test_what_the_books_do_is_what_is_watched(sandbox: Sandbox) -> None:
    streams, account = sandbox.streams("binance"), sandbox.books("binance").accounts["main"]
    async with (
        streaming(sandbox, "binance-freqtrade") as client,
        watching(client.watch_orders, client.watch_my_trades, client.watch_balance) as found,
    ):
        orders, trades, balance = found
        await until(lambda: bool(streams.lines) and bool(streams.lines[0].subscriptions))
        order = bought(sandbox, "binance", "main", SYMBOL, "spot")
        fill = account.fills[-1]
        streams.push()
        (seen,) = await orders.next()
        assert (seen["id"], seen["status"], seen["symbol"]) == (order.id, "closed", SYMBOL)
        assert Decimal(str(seen["filled"])) == order.filled
        assert Decimal(str(seen["cost"])) == order.cost
        (trade,) = await trades.next()
        assert (trade["id"], trade["order"], trade["takerOrMaker"]) == (fill.id, order.id, "taker")
        assert Decimal(str(trade["price"])) == fill.price
        assert Decimal(str(trade["fee"]["cost"])) == fill.fee
        held = await balance.next()
        assert same(held, account, "spot", "ETH")
        assert same(held, account, "spot", "USDT")
        assert not sandbox.writes("binance")
