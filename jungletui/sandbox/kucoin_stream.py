"""KuCoin's websockets: a token by REST, then topics, pings, and what they push.

https://www.kucoin.com/docs-new/websocket-api/base-info/introduction
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from jungletui.domain.times import to_milliseconds
from jungletui.sandbox.changes import Changes, HoldingChange, OrderEvent
from jungletui.sandbox.desk import number
from jungletui.sandbox.exchange import WORLD
from jungletui.sandbox.kucoin_door import GENERAL, door, refusal, reply
from jungletui.sandbox.kucoin_market import symbol_of
from jungletui.sandbox.kucoin_orders import WALLET
from jungletui.sandbox.line import Line, Subscription
from jungletui.sandbox.model import OrderStatus
from jungletui.sandbox.streams import STREAMS, Talk, connections, parsed
from jungletui.sandbox.world import World

PRIVATE, PUBLIC = "private", "public"
TOKEN_LIFE = timedelta(hours=24)
PING_INTERVAL, PING_TIMEOUT = 18.0, 10.0
ORDERS = frozenset({"/spotMarket/tradeOrders", "/spotMarket/tradeOrdersV2"})
FILLS, BALANCES = "/spot/tradeFills", "/account/balance"
SILENT = frozenset(
    {"/spotMarket/advancedOrders", "/margin/position", "/margin/loan", "/contractAccount/wallet",
     "/contractMarket/tradeOrders", "/contract/positionAll"}
)  # fmt: skip
"""Topics that are taken, of which nothing ever comes here."""
PUBLIC_TOPICS = ("/market/", "/spotMarket/level2", "/indicator/", "/margin/fundingBook")
ENDINGS = {OrderStatus.CANCELLED: "canceled", OrderStatus.EXPIRED: "canceled"}
POLICY = 1008


def routes() -> Iterable[web.AbstractRouteDef]:
    """The tokens, and the endpoint that they name."""
    yield web.post("/api/v1/bullet-private", _bullet_private)
    yield web.post("/api/v1/bullet-public", _bullet_public)
    yield web.get("/endpoint", connections(TALK))


async def _bullet_private(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    key = door(world, request, await request.text())
    if isinstance(key, web.Response):
        return key
    if GENERAL not in key.rights:
        return refusal("400007")
    return _bullet(request, request.app[STREAMS].tokens.issue(key, PRIVATE, TOKEN_LIFE, 128).text)


async def _bullet_public(request: web.Request) -> web.Response:
    return _bullet(request, PUBLIC)


def _bullet(request: web.Request, token: str) -> web.Response:
    """Where to connect, with what, and how often to ping."""
    server = {
        "endpoint": f"ws://{request.host}/endpoint", "encrypt": False, "protocol": "websocket",
        "pingInterval": int(PING_INTERVAL * 1000), "pingTimeout": int(PING_TIMEOUT * 1000),
    }  # fmt: skip
    return reply({"token": token, "instanceServers": [server]})


def _greet(line: Line) -> None:
    """`welcome` to who has a token; anyone else is told why and let go."""
    query = line.request.query
    name, text = query.get("connectId", ""), query.get("token", "")
    token = line.streams.tokens.find(text, PRIVATE)
    if token is None and text != PUBLIC:
        wrong = "token is expired" if text in line.streams.tokens.ended else "token is invalid"
        line.say({"id": name, "type": "error", "code": 401, "data": wrong})
        line.close(POLICY)
        return
    line.key = token.key if token else None
    line.say({"id": name, "type": "welcome"})


def _hear(line: Line, text: str) -> None:
    """One message of a client."""
    message = parsed(text)
    if message is None:
        line.say({"id": "", "type": "error", "code": 400, "data": "invalid json"})
        return
    name, kind = str(message.get("id", "")), message.get("type")
    if kind == "ping":
        line.answer_ping(
            {"id": name, "type": "pong", "timestamp": to_milliseconds(line.world.wall()) * 1000}
        )
    elif kind == "subscribe":
        wrong = _subscribe(line, str(message.get("topic", "")))
        if wrong is not None:
            line.say({"id": name, "type": "error", "code": wrong[0], "data": wrong[1]})
        elif message.get("response"):
            line.say({"id": name, "type": "ack"})
    elif kind == "unsubscribe":
        line.subscriptions.pop(str(message.get("topic", "")), None)
        if message.get("response"):
            line.say({"id": name, "type": "ack"})
    else:
        line.streams.written(line, text)
        line.say({"id": name, "type": "error", "code": 415, "data": "type is not supported"})


def _subscribe(line: Line, topic: str) -> tuple[int, str] | None:
    """Code and text of what is wrong with it; None where it is subscribed now."""
    if topic.startswith(PUBLIC_TOPICS):
        return None
    if topic not in ORDERS | SILENT | {FILLS, BALANCES}:
        return 404, f"topic {topic} is not found"
    if line.key is None:
        return 401, "token is invalid"
    account = line.world.accounts[line.key.account]
    line.streams.watch(line, Subscription(topic, account, topic))
    return None


def _tell(line: Line, subscription: Subscription, changes: Changes) -> None:
    """Each step of an order, each fill and each asset is a message of its own."""
    topic = subscription.channel
    trading = changes.of_wallet(WALLET)
    if topic in ORDERS:
        for event in trading.orders:
            for row in _steps(line.world, event):
                _push(line, subscription, "orderChange", row)
    elif topic == FILLS:
        for event in trading.orders:
            if event.fill is not None:
                _push(line, subscription, "trade.filled", _fill(line.world, event))
    elif topic == BALANCES:
        for holding in changes.of_wallet(WALLET, "main").holdings:
            data = _balance(subscription, holding, changes)
            _push(line, subscription, "account.balance", data)


def _push(line: Line, subscription: Subscription, subject: str, data: dict[str, Any]) -> None:
    line.say(
        {"topic": subscription.name, "type": "message", "subject": subject, "data": data,
         "userId": subscription.account.uid, "channelType": "private"}
    )  # fmt: skip


def _steps(world: World, event: OrderEvent) -> Iterator[dict[str, Any]]:
    """The messages of one step: a market order is never `open`; the fill that completes an order is
    followed by `filled`."""
    order, fill = event.order, event.fill
    row = {
        "symbol": symbol_of(world.markets[order.symbol]), "orderType": order.type,
        "side": order.side, "orderId": order.id, "orderTime": to_milliseconds(order.created_at),
        "size": number(order.amount), "filledSize": number(order.filled),
        "price": number(order.price) if order.type == "limit" else "0",
        "clientOid": order.client_id, "remainSize": number(order.remaining),
        "originSize": number(order.amount), "originFunds": "0", "ts": _nanoseconds(event.at),
    }  # fmt: skip
    if fill is not None:
        liquidity = "maker" if fill.maker else "taker"
        yield row | {
            "type": "match", "status": "match", "liquidity": liquidity,
            "feeType": f"{liquidity}Fee", "matchPrice": number(fill.price),
            "matchSize": number(fill.amount), "tradeId": fill.id,
        }  # fmt: skip
        if order.status is OrderStatus.FILLED:
            yield row | {"type": "filled", "status": "done", "remainSize": "0"}
    elif order.status is OrderStatus.OPEN and order.type == "limit":
        yield row | {"type": "open", "status": "open"}
    elif order.status in ENDINGS:
        ended = {"remainSize": "0", "canceledSize": number(order.remaining)}
        yield row | ended | {"type": ENDINGS[order.status], "status": "done"}


def _fill(world: World, event: OrderEvent) -> dict[str, Any]:
    fill = event.fill
    if fill is None:
        raise LookupError("no fill in this step")
    fees = world.rules.fees
    return {
        "fee": float(fill.fee), "feeCurrency": fill.fee_asset,
        "feeRate": float(fees.maker if fill.maker else fees.taker), "orderId": fill.order_id,
        "orderType": event.order.type, "price": float(fill.price), "side": fill.side,
        "size": float(fill.amount), "symbol": symbol_of(world.markets[fill.symbol]),
        "time": str(_nanoseconds(fill.at)), "tradeId": fill.id,
    }  # fmt: skip


def _balance(subscription: Subscription, row: HoldingChange, changes: Changes) -> dict[str, Any]:
    """An asset of a wallet; `relationEvent` begins with the wallet and says why it moved."""
    kinds = {e.kind for e in changes.entries if (e.wallet, e.asset) == (row.wallet, row.asset)}
    why = "transfer" if kinds & {"transfer", "withdrawal"} else "setted" if kinds else "hold"
    return {
        "accountId": f"{subscription.account.uid}{row.wallet}{row.asset}",
        "available": number(row.free), "availableChange": number(row.free - row.free_before),
        "currency": row.asset, "hold": number(row.used),
        "holdChange": number(row.used - row.used_before),
        "relationContext": {}, "relationEvent": f"{row.wallet}.{why}", "relationEventId": "",
        "time": str(to_milliseconds(changes.at)), "total": number(row.total),
    }  # fmt: skip


def _end(line: Line, _subscription: Subscription) -> None:
    """A connection ends with its token."""
    line.close(POLICY)


def _nanoseconds(at: datetime) -> int:
    return to_milliseconds(at) * 1_000_000


TALK = Talk(
    _hear, _tell, _greet, end=_end, every=PING_INTERVAL, patience=PING_INTERVAL + PING_TIMEOUT
)
"""The client pings; who does not is let go."""
