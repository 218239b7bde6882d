"""A seeded walk: the price of an asset is a pure function of seed, name and time."""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from jungletui.sandbox.rules import Market

OCTAVES = ((45, Decimal("0.0025")), (600, Decimal("0.006")), (10_800, Decimal("0.015")))
"""Waves of the walk: seconds between two seeded points, and how far from the middle they lie."""
STABLE = frozenset({"USD", "USDT", "USDC", "FDUSD", "DAI", "TUSD"})
FIAT = frozenset({"EUR", "GBP", "TRY", "JPY", "CHF", "AUD", "CAD", "BRL", "KRW"})
_TABLE = """
USD:1 USDT:1 USDC:1 FDUSD:1 DAI:1 TUSD:1 EUR:1.08 GBP:1.27 TRY:0.03 JPY:0.0067 CHF:1.12
AUD:0.66 CAD:0.73 BRL:0.18 BTC:67000 ETH:3500 BNB:590 SOL:165 XRP:0.52 ADA:0.45 DOGE:0.15
AVAX:35 DOT:7 LINK:17 LTC:83 BCH:450 UNI:9 ATOM:8.2 XLM:0.11 ETC:27 FIL:5.8 ICP:12 APT:9 ARB:1.1
OP:2.4 NEAR:7 INJ:25 SUI:1.05 SEI:0.5 TIA:9.5 AAVE:92 MKR:2700 SNX:2.8 COMP:56 CRV:0.43
SUSHI:1.1 1INCH:0.4 GRT:0.28 ENJ:0.3 MANA:0.44 SAND:0.44 AXS:7.4 CHZ:0.12 ALGO:0.18 XTZ:0.95
EOS:0.82 TRX:0.12 NEO:15 IOTA:0.22 ZEC:24 DASH:29 XMR:140 KSM:30 RUNE:6 KAVA:0.66 BAT:0.24
ZRX:0.52 OMG:0.65 QTUM:3.7 WAVES:2.3 ONT:0.3 VET:0.035 THETA:2.2 FTM:0.7 HBAR:0.1 EGLD:40
FLOW:0.9 ROSE:0.09 GALA:0.04 LRC:0.25 IMX:2.2 LDO:2 DYDX:2.1 GMX:38 STX:2 MINA:0.8 CFX:0.22
AR:38 RNDR:10 FET:2.2 AGIX:0.9 OCEAN:0.9 WLD:4.7 PYTH:0.45 JUP:1.1 JTO:3.9 BONK:0.00003 WIF:3
PEPE:0.000012 SHIB:0.000024 FLOKI:0.0002 ORDI:40 BLUR:0.4 MASK:3.2 ENS:22 APE:1.2 GMT:0.22
CAKE:2.6 ZIL:0.022 ICX:0.22 SC:0.006 DGB:0.01 RVN:0.026 HOT:0.0021 ANKR:0.045 CELO:0.8 SKL:0.08
BAND:1.5 BAL:3.6 YFI:6900 KNC:0.6 REN:0.06 STORJ:0.55 OXT:0.1 NMR:24 MLN:22 REP:12 GNO:310
LPT:17 PERP:1 ALPHA:0.1 TWT:1.1 SFP:0.8 JASMY:0.02 HIGH:3 MAGIC:0.8 PENDLE:5.4 KRW:0.00073
"""
DOLLARS = {name: Decimal(price) for name, price in (entry.split(":") for entry in _TABLE.split())}
"""Round dollar prices in the middle of the walk; made up, of realistic size."""


class Ticker(NamedTuple):
    """One market's day."""

    symbol: str
    last: Decimal
    bid: Decimal
    ask: Decimal
    open: Decimal
    high: Decimal
    low: Decimal
    volume: Decimal
    quote_volume: Decimal
    at: datetime


@lru_cache(maxsize=200_000)
def _point(seed: int, asset: str, octave: int, index: int) -> Decimal:
    """A seeded number in [-1, 1) at one lattice point."""
    digest = hashlib.blake2b(f"{seed}/{asset}/{octave}/{index}".encode(), digest_size=4).digest()
    return Decimal(int.from_bytes(digest, "big")) / Decimal(2**31) - 1


def dollars(seed: int, asset: str, at: datetime) -> Decimal:
    """The dollar price of `asset` at `at`; unknown assets are worth one dollar."""
    return _dollars(seed, asset, int(at.timestamp()))


@lru_cache(maxsize=100_000)
def _dollars(seed: int, asset: str, seconds: int) -> Decimal:
    """The same at a second; many markets share their base or their quote."""
    middle = DOLLARS.get(asset, Decimal(1))
    if asset == "USD":
        return middle
    calm = Decimal("0.02") if asset in STABLE else Decimal("0.1") if asset in FIAT else Decimal(1)
    return middle * (1 + calm * _swing(seed, asset, seconds))


def _swing(seed: int, asset: str, seconds: int) -> Decimal:
    """How far an asset is from its middle."""
    swing = Decimal(0)
    for octave, (period, amplitude) in enumerate(OCTAVES):
        index, rest = divmod(seconds, period)
        here, there = _point(seed, asset, octave, index), _point(seed, asset, octave, index + 1)
        swing += amplitude * (here + (there - here) * rest / period)
    return swing


def to_step(value: Decimal, step: Decimal) -> Decimal:
    """`value` rounded down to a multiple of `step`."""
    return (value // step) * step


def cross(seed: int, market: Market, seconds: int) -> Decimal:
    """The price of a market at a second, on the tick, never below one tick."""
    price = _dollars(seed, market.base, seconds) / _dollars(seed, market.quote, seconds)
    return max(price // market.tick * market.tick, market.tick)
