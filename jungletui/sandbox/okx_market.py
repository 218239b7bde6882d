"""OKX's public side: time, instruments, tickers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from aiohttp import web

from jungletui.sandbox.desk import Params, needed, number
from jungletui.sandbox.exchange import WORLD
from jungletui.sandbox.okx_wire import moment, refusal, reply
from jungletui.sandbox.rules import Market, Product
from jungletui.sandbox.world import World

TYPES = {
    "SPOT": (Product.SPOT,),
    "SWAP": (Product.LINEAR, Product.INVERSE),
    "MARGIN": (),
    "FUTURES": (),
    "OPTION": (),
}
"""`instType`; the sandbox trades no dated contracts and no margin."""
LISTED = "1611916828000"


def market_id(market: Market) -> str:
    """`BTC-USDT`, `BTC-USDT-SWAP`, `BTC-USD-SWAP`."""
    pair = f"{market.base}-{market.quote}"
    return pair if market.spot else f"{pair}-SWAP"


def type_of(market: Market) -> str:
    """`SPOT` or `SWAP`."""
    return "SPOT" if market.spot else "SWAP"


def markets_of(world: World, kind: str) -> Sequence[Market]:
    """The markets of an `instType`. Raises ValueError for one that OKX does not have."""
    if kind not in TYPES:
        raise ValueError("instType")
    return world.listing.of(*TYPES[kind])


def find_market(world: World, wanted: str) -> Market | None:
    """The market of that `instId`, None where there is none."""
    return world.listing.named(market_id, *Product).get(wanted)


async def server_time(request: web.Request) -> web.Response:
    """GET /api/v5/public/time"""
    return reply([{"ts": moment(request.app[WORLD].now())}])


async def instruments(request: web.Request) -> web.Response:
    """GET /api/v5/public/instruments"""
    world, params = request.app[WORLD], dict(request.query)
    try:
        markets = _chosen(world, params)
    except ValueError as error:
        return refusal("51000", str(error))
    if params.get("instId") and not markets:
        return refusal("51001")
    return reply(_rows(world, markets))


def rows_of_all(world: World) -> None:
    """Make what `instruments` answers."""
    _rows(world, list(world.markets.values()))


def _rows(world: World, markets: Sequence[Market]) -> list[msgspec.Raw]:
    return world.listing.rows("instruments", markets, _instrument)


async def tickers(request: web.Request) -> web.Response:
    """GET /api/v5/market/tickers"""
    world = request.app[WORLD]
    try:
        markets = _chosen(world, dict(request.query))
    except ValueError as error:
        return refusal("51000", str(error))
    return reply(_ticker(world, market) for market in markets)


async def ticker(request: web.Request) -> web.Response:
    """GET /api/v5/market/ticker"""
    world = request.app[WORLD]
    market = find_market(world, request.query.get("instId", ""))
    if market is None:
        return refusal("51001")
    return reply([_ticker(world, market)])


def _chosen(world: World, params: Params) -> Sequence[Market]:
    """What `instType`, `uly`, `instFamily` and `instId` leave."""
    kind = needed(params, "instType")
    markets = markets_of(world, kind)
    family = params.get("uly") or params.get("instFamily")
    if kind == "OPTION" and not family:
        raise ValueError("instFamily")
    if family:
        markets = [market for market in markets if f"{market.base}-{market.quote}" == family]
    wanted = params.get("instId")
    return [market for market in markets if market_id(market) == wanted] if wanted else markets


def _instrument(market: Market) -> dict[str, Any]:
    """okx.com/docs-v5/en, "Get instruments"; what a kind does not have is an empty text."""
    row = {
        "instType": type_of(market), "instId": market_id(market), "uly": "", "instFamily": "",
        "category": "1", "baseCcy": market.base, "quoteCcy": market.quote, "settleCcy": "",
        "ctVal": "", "ctMult": "", "ctValCcy": "", "optType": "", "stk": "", "listTime": LISTED,
        "contTdSwTime": "", "expTime": "", "lever": "", "tickSz": number(market.tick),
        "lotSz": number(market.lot), "minSz": number(market.lot), "ctType": "", "alias": "",
        "state": "live", "ruleType": "normal", "maxLmtSz": "9999999999", "maxMktSz": "1000000",
        "maxLmtAmt": "20000000", "maxMktAmt": "1000000", "openType": "",
    }  # fmt: skip
    if market.spot:
        return row
    linear = market.product is Product.LINEAR
    family = f"{market.base}-{market.quote}"
    return row | {
        "uly": family, "instFamily": family, "baseCcy": "", "quoteCcy": "",
        "settleCcy": market.settle, "ctVal": number(market.contract_size), "ctMult": "1",
        "ctValCcy": market.base if linear else market.quote,
        "ctType": "linear" if linear else "inverse", "lever": "100", "maxMktSz": "100000",
    }  # fmt: skip


def _ticker(world: World, market: Market) -> Mapping[str, str]:
    """okx.com/docs-v5/en, "Get tickers": `vol24h` is in coins for spot, in contracts for swaps,
    whose `volCcy24h` is in coins."""
    day = world.ticker(market.symbol)
    volume, turnover = day.volume, day.quote_volume
    if not market.spot:
        worth = market.contract_size
        contracts = volume / worth if market.product is Product.LINEAR else turnover / worth
        volume, turnover = contracts.to_integral_value(), day.volume
    return {
        "instType": type_of(market), "instId": market_id(market), "last": number(day.last),
        "lastSz": number(market.lot * 20), "askPx": number(day.ask),
        "askSz": number(market.lot * 180), "bidPx": number(day.bid),
        "bidSz": number(market.lot * 250), "open24h": number(day.open),
        "high24h": number(day.high), "low24h": number(day.low), "volCcy24h": number(turnover),
        "vol24h": number(volume), "ts": moment(day.at), "sodUtc0": number(day.open),
        "sodUtc8": number(day.open),
    }  # fmt: skip
