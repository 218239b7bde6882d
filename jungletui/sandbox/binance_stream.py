"""binance's websockets: user data over the websocket API (spot) and by listen key (futures).

https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-api.md and
https://developers.binance.com/docs/derivatives/usds-margined-futures/user-data-streams
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aiohttp import web

from jungletui.sandbox.binance_auth import KEY_HEADER, known_key, signed_by
from jungletui.sandbox.binance_events import futures_events, spot_events
from jungletui.sandbox.binance_wire import Call, error, millis, missing, reply
from jungletui.sandbox.changes import Changes
from jungletui.sandbox.exchange import WORLD
from jungletui.sandbox.keys import SandboxKey
from jungletui.sandbox.line import Line, Subscription
from jungletui.sandbox.rules import Product
from jungletui.sandbox.streams import STREAMS, Streams, Talk, connections, parsed
from jungletui.sandbox.tokens import Token

LISTEN_KEY_LIFE = timedelta(minutes=60)
READS = frozenset({"SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "ping", "time"})
BY_SIGNATURE = "userDataStream.subscribe.signature"
BY_TOKEN = "userDataStream.subscribe.listenToken"
TOKEN = "listenToken"
PRODUCTS = {"spot": Product.SPOT, "futures": Product.LINEAR, "delivery": Product.INVERSE}
LISTEN_KEY_PATHS = {
    "/api/v3/userDataStream": "spot",
    "/fapi/v1/listenKey": "futures",
    "/dapi/v1/listenKey": "delivery",
}
STREAM_PATHS = ("/ws", "/private/ws", "/market/ws", "/public/ws", "/ws/{listen_key}")
ANSWER_METHODS = ("POST", "PUT", "DELETE")


def routes() -> list[web.AbstractRouteDef]:
    """The websockets under the paths of ccxt 4.5.90 pro/binance.py, and the listen keys."""
    table: list[web.AbstractRouteDef] = [
        web.get("/ws-api/v3", connections(API)),
        web.get("/ws-fapi/v1", connections(API)),
        web.get("/ws-dapi/v1", connections(API)),
        web.post("/sapi/v1/userListenToken", _listen_token),
    ]
    table += [web.get(path, connections(STREAM)) for path in STREAM_PATHS]
    for path in LISTEN_KEY_PATHS:
        table += [web.route(method, path, _listen_key) for method in ANSWER_METHODS]
    return table


# listen keys over REST -------------------------------------------------------------------------


async def _listen_key(request: web.Request) -> web.Response:
    """POST makes one or gives it 60 more minutes, PUT keeps it alive, DELETE ends it. Only the
    header tells the key; nothing is signed."""
    key = _named_key(request)
    if isinstance(key, web.Response):
        return key
    wallet, streams = LISTEN_KEY_PATHS[request.path], request.app[STREAMS]
    if wallet != "spot" and "enableFutures" not in key.rights:
        return error(-2015, "Invalid API-key, IP, or permissions for action.", 401)
    named = (await request.post()).get("listenKey") or request.query.get("listenKey")
    if wallet == "spot" and request.method != "POST" and not named:
        return missing("listenKey")
    token = streams.tokens.find(named, wallet) if isinstance(named, str) else None
    if token is None or token.key is not key:
        token = None if named else streams.tokens.of(key, wallet)
    if request.method == "POST":
        return reply({"listenKey": _renewed(streams, token, key, wallet).text})
    if token is None:
        return error(-1125, "This listenKey does not exist.")
    if request.method == "PUT":
        streams.tokens.renew(token, LISTEN_KEY_LIFE)
        return reply({} if wallet != "futures" else {"listenKey": token.text})
    streams.tokens.end(token.text)
    return reply({})


def _renewed(streams: Streams, token: Token | None, key: SandboxKey, wallet: str) -> Token:
    if token is None:
        return streams.tokens.issue(key, wallet, LISTEN_KEY_LIFE)
    streams.tokens.renew(token, LISTEN_KEY_LIFE)
    return token


async def _listen_token(request: web.Request) -> web.Response:
    """POST /sapi/v1/userListenToken: what opens the margin stream; 24 hours at most."""
    key = _named_key(request)
    if isinstance(key, web.Response):
        return key
    token = request.app[STREAMS].tokens.issue(key, TOKEN, timedelta(hours=24))
    return reply({"token": token.text, "expirationTime": millis(token.until)})


def _named_key(request: web.Request) -> SandboxKey | web.Response:
    return known_key(request.app[WORLD], request, request.headers.get(KEY_HEADER, ""))


# the websocket API -----------------------------------------------------------------------------


def _hear_api(line: Line, text: str) -> None:
    """One request of the websocket API."""
    message = parsed(text)
    method = str(message.get("method", "")) if message is not None else ""
    if message is None or not method:
        refusal = error(-1135, "Invalid JSON Request")
        line.say(_answer(message or {}, refusal))
        return
    params = message.get("params")
    params = params if isinstance(params, dict) else {}
    if method == BY_SIGNATURE:
        line.say(_answer(message, _subscribe(line, _signer(line, params), "spot")))
    elif method == BY_TOKEN:
        token = line.streams.tokens.find(str(params.get(TOKEN, "")), TOKEN)
        key = token.key if token else error(-1125, "This listenToken does not exist.")
        line.say(_answer(message, _subscribe(line, key, "margin")))
    elif method == "userDataStream.unsubscribe":
        line.say(_answer(message, _unsubscribe(line, params)))
    elif method in {"ping", "time"}:
        now = {"serverTime": millis(line.world.wall())}
        line.answer_ping(_answer(message, now if method == "time" else {}))
    else:
        line.streams.written(line, text)
        refusal = error(-2015, "Invalid API-key, IP, or permissions for action.", 401)
        line.say(_answer(message, refusal))


def _answer(message: Mapping[str, Any], result: dict[str, Any] | web.Response) -> dict[str, Any]:
    """The reply to a request: its id, the result or the error, and the used weight."""
    weight = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1,
              "limit": 6000, "count": 2}  # fmt: skip
    head: dict[str, Any] = {"id": message.get("id")}
    if isinstance(result, web.Response):
        document = json.loads(result.text or "{}")
        return {**head, "status": result.status, "error": document, "rateLimits": [weight]}
    return {**head, "status": 200, "result": result, "rateLimits": [weight]}


def _signer(line: Line, params: Mapping[str, Any]) -> SandboxKey | web.Response:
    """Whose signature it is, over all other parameters in the order of their names."""
    texts = {name: str(value) for name, value in params.items()}
    if "apiKey" not in texts:
        return missing("apiKey")
    key = known_key(line.world, line.request, texts["apiKey"])
    if isinstance(key, web.Response):
        return key
    names = sorted(texts.keys() - {"signature"})
    message = "&".join(f"{name}={texts[name]}" for name in names)
    return signed_by(line.world, key, message, texts, texts.get("signature", ""))


def _subscribe(
    line: Line, key: SandboxKey | web.Response, wallet: str
) -> dict[str, Any] | web.Response:
    if isinstance(key, web.Response):
        return key
    key.last_used_at = line.world.now()
    number = int(line.seen.get("subscriptions", -1)) + 1
    line.seen["subscriptions"] = number
    account = line.world.accounts[key.account]
    line.streams.watch(line, Subscription(str(number), account, wallet))
    return {"subscriptionId": number}


def _unsubscribe(line: Line, params: Mapping[str, Any]) -> dict[str, Any] | web.Response:
    named = params.get("subscriptionId")
    if named is None:
        line.subscriptions.clear()
    elif line.subscriptions.pop(str(named), None) is None:
        return error(-1102, "Invalid subscription id.")
    return {}


def _tell_api(line: Line, subscription: Subscription, changes: Changes) -> None:
    call = Call(line.world, {}, Product.SPOT, None, subscription.account)
    for event in spot_events(call, changes.of_wallet(subscription.channel)):
        line.say({"subscriptionId": int(subscription.name), "event": event})


def _end_api(line: Line, subscription: Subscription) -> None:
    """What comes when a subscription ends by itself."""
    del line.subscriptions[subscription.name]
    event = {"e": "eventStreamTerminated", "E": millis(line.world.now())}
    line.say({"subscriptionId": int(subscription.name), "event": event})


# streams by listen key -------------------------------------------------------------------------


def _greet_stream(line: Line) -> None:
    """A listen key in the address subscribes; with an unknown one nothing ever comes."""
    text = line.request.match_info.get("listen_key") or line.request.query.get("listenKey", "")
    for wallet in PRODUCTS:
        token = line.streams.tokens.find(text, wallet)
        if token is not None:
            account = line.world.accounts[token.key.account]
            line.streams.watch(line, Subscription(text, account, wallet, token))


def _hear_stream(line: Line, text: str) -> None:
    """SUBSCRIBE and UNSUBSCRIBE of public streams are taken; the sandbox sends none of them."""
    message = parsed(text)
    method = str(message.get("method")) if message is not None else ""
    if message is None:
        line.say({"error": {"code": 3, "msg": "Invalid JSON: expected value"}})
    elif method in READS:
        listed = method == "LIST_SUBSCRIPTIONS"
        line.say({"result": [] if listed else None, "id": message.get("id")})
    else:
        line.streams.written(line, text)
        wrong = {"code": 2, "msg": "Invalid request: unknown variant"}
        line.say({"error": wrong, "id": message.get("id")})


def _tell_stream(line: Line, subscription: Subscription, changes: Changes) -> None:
    if line.streams.tokens.find(subscription.name, subscription.channel) is None:
        _end_stream(line, subscription)
        return
    wallet = subscription.channel
    call = Call(line.world, {}, PRODUCTS[wallet], None, subscription.account)
    events = spot_events if wallet == "spot" else futures_events
    for event in events(call, changes.of_wallet(wallet)):
        line.say(event)


def _end_stream(line: Line, subscription: Subscription) -> None:
    """The event of an expired listen key; after it nothing more comes."""
    line.subscriptions.pop(subscription.name, None)
    line.say(
        {"e": "listenKeyExpired", "E": millis(line.world.now()), "listenKey": subscription.name}
    )


def _ping(line: Line) -> None:
    line.ping(str(millis(line.world.wall())).encode())


API = Talk(_hear_api, _tell_api, beat=_ping, end=_end_api, every=20.0, patience=60.0)
"""A ping frame every 20 seconds; without a pong for a minute the connection ends."""
STREAM = Talk(
    _hear_stream, _tell_stream, _greet_stream, _ping, _end_stream, every=180.0, patience=600.0
)
"""A ping frame every 3 minutes; without a pong for 10 the connection ends."""
