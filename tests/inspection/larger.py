"""Calls of the larger exchanges, which of them share a parser, and ids in lists of keys."""

from jungletui.inspection import (
    binanceus,
    bingx,
    bitget,
    gate,
    htx,
    krakenfutures,
    kucoin,
    mexc,
)

LARGER_CALLS = {
    "kucoin": (kucoin.CALL,),
    "bitget": bitget.CALLS,
    "gate": gate.CALLS,
    "htx": htx.CALLS,
    "bittrade": (htx.ACCOUNTS, htx.UID, htx.KEYS),
    "mexc": (mexc.CALL,),
    "bingx": bingx.CALLS,
    "krakenfutures": (krakenfutures.CALL, krakenfutures.READ),
    "binanceus": (binanceus.CALL,),
}
LARGER_SIBLINGS = {
    "binanceusdm": "binance",
    "binancecoinm": "binance",
    "bybiteu": "bybit",
    "bybitid": "bybit",
    "myokx": "okx",
    "okxus": "okx",
    "gateeu": "gate",
    "kucoinfutures": "kucoin",
}
LARGER_IDS = {
    "mexc": "mx0vABCDEF0123456789",
    "gate": "a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4",
    "htx": "0a1b2c3d-4e5f6a7b-8c9d0e1f-a2b3c",
    "bittrade": "0a1b2c3d-4e5f6a7b-8c9d0e1f-a2b3c",
}
