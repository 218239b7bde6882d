"""The accounts of the further exchanges: one each, with funds and a history of spot orders."""

from __future__ import annotations

from collections.abc import Mapping

from jungletui.sandbox.stories import Plan, amounts, spot_history

_RICH = "USDT 14000 BTC 0.2 ETH 2.5 SOL 30 XRP 700"


def _plan(
    uid: str, wallet: str, *others: str, funds: str = _RICH, quote: str = "USDT", worth: int = 280
) -> Plan:
    """An account whose orders are in `wallet`; each of `others` holds a little."""
    wallets = {wallet: amounts(funds)}
    wallets.update({name: amounts(f"{quote} 650 ETH 0.3") for name in others})
    return Plan("main", uid, wallets, spot_history(wallet, quote, worth))


FURTHER_PLANS: Mapping[str, tuple[Plan, ...]] = {
    "kucoin": (_plan("70000001", "trade", "main"),),
    "bitget": (_plan("71000001", "spot", "funding"),),
    "gate": (_plan("72000001", "spot"),),
    "mexc": (_plan("73000001", "spot"),),
    "bingx": (_plan("74000001", "spot"),),
    "htx": (_plan("75000001", "spot"),),
    "gemini": (_plan("76000001", "spot", funds=_RICH.replace("USDT", "USD"), quote="USD"),),
    "coinbase": (_plan("77000001", "spot", funds=_RICH.replace("USDT", "USD"), quote="USD"),),
    "deribit": (_plan("79000001", "spot", funds=_RICH.replace("USDT", "USDC"), quote="USDC"),),
    "upbit": (
        _plan("80000001", "spot", funds=_RICH.replace("USDT 14000", "KRW 19000000"), quote="KRW",
              worth=380_000),
    ),
    "bitflyer": (
        _plan("81000001", "spot", funds=_RICH.replace("USDT 14000", "JPY 2100000"), quote="JPY",
              worth=42_000),
    ),
    "bitfinex": (_plan("78000001", "exchange", funds=_RICH.replace("USDT", "USD"), quote="USD"),),
}  # fmt: skip
