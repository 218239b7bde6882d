"""Which part of an account a request is about: ccxt fills in one currency, one settle coin, one
product where nobody names another, and what is in the others would pass for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from jungletui.exchanges.tracing import ADDRESS, Sent

COINS = frozenset(
    ("currency", "coin", "asset", "settle", "settleCoin", "marginCoin", "productType", "category")
)
"""Parameters that narrow a request to one coin or product."""
PARTS = COINS | {
    "instType", "product_code", "contractType", "bizType", "tradeType", "account", "accountType",
    "wallet", "walletType", "execType", "margin_mode",
}  # fmt: skip
"""The same for the markets or wallets that a list of orders is of."""
EVERYTHING = frozenset(("", "all", "any", "none", "1", ADDRESS))
"""No narrowing: the account's own name among them."""
KIND_WORDS: Mapping[str, tuple[str, ...]] = {
    "spot": ("spot", "exchange"),
    "linear": ("linear", "swap"),
    "inverse": ("inverse", "swap"),
    "contracts": ("swap",),
}
"""How exchanges call the kind of market that a list is of, which its name says already."""


def narrowed_by(sent: Sent, names: frozenset[str] = PARTS, kind: str = "") -> dict[str, str]:
    """Parameter and value of whatever narrows these requests, beside their `kind` of market."""
    words = {*EVERYTHING, *KIND_WORDS.get(kind, ())}
    return {
        name: value
        for name, value in _parameters(sent)
        if name in names and value.lower() not in words
    }


def in_words(narrowed: Mapping[str, str]) -> str:
    """The same as `account spot, settle usdt`."""
    return ", ".join(f"{name} {value}" for name, value in sorted(narrowed.items()))


def _parameters(sent: Sent) -> Iterator[tuple[str, str]]:
    for _, _, _, shown in sent:
        yield from parse_qsl(shown, keep_blank_values=True)


def only(sent: Sent, names: frozenset[str] = PARTS, kind: str = "") -> dict[str, object]:
    """The entry `only` of a wallet or a slice: what its requests narrow it to, if anything."""
    narrowed = narrowed_by(sent, names, kind)
    return {"only": in_words(narrowed)} if narrowed else {}
