"""Calls of the exchanges with few rights or long lists, and which of them share a parser."""

from jungletui.inspection import (
    aster,
    bitfinex,
    bitflyer,
    bithumb,
    blofin,
    bullish,
    coinbase,
    coinbaseinternational,
    coinsph,
    deribit,
    derive,
    gemini,
    hitbtc,
    hyperliquid,
    lbank,
    orderly,
    toobit,
    upbit,
    woo,
    xt,
    zaif,
)

FURTHER_CALLS = {
    "aster": (aster.CALL,),
    "bitfinex": (bitfinex.CALL,),
    "bitflyer": (bitflyer.CALL,),
    "bithumb": (bithumb.CALL,),
    "blofin": (blofin.CALL,),
    "bullish": (bullish.CALL,),
    "coinbase": (coinbase.CALL,),
    "coinbaseinternational": (coinbaseinternational.CALL,),
    "coinsph": (coinsph.CALL,),
    "deribit": (deribit.CALL,),
    "derive": (derive.CALL,),
    "gemini": (gemini.CALL,),
    "hitbtc": (hitbtc.CALL, hitbtc.ORDERS, hitbtc.WALLET),
    "hyperliquid": (hyperliquid.CALL,),
    "lbank": (lbank.CALL,),
    "toobit": (toobit.CALL,),
    "upbit": (upbit.CALL, upbit.POCKETS),
    "woo": (woo.CALL,),
    "woofipro": (orderly.CALL,),
    "xt": (xt.CALL,),
    "zaif": (zaif.CALL,),
}
ACCOUNT = "0x00000000000000000000000000000000000a11CE"
# The private key 1, which everybody knows, and its address.
PRIVATE_KEY = "0x" + "1".rjust(64, "0")
SIGNER = "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"
FURTHER_IDS = {
    "aster": f"{ACCOUNT} {SIGNER}",
    "derive": f"{ACCOUNT} {SIGNER}",
    "gemini": "account-abcdefghij0123456789",
    "hyperliquid": f"{ACCOUNT} {SIGNER}",
}
FURTHER_SIBLINGS = {
    "bequant": "hitbtc",
    "fmfwio": "hitbtc",
    "hashkey": "toobit",
    "modetrade": "woofipro",
}
