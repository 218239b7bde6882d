"""What one of ccxt's read methods would send: recorded on the way, answered with nothing, never
sent."""

from __future__ import annotations

import contextlib
import copy
from typing import Any, cast

from jungletui.exchanges.additions import added_methods
from jungletui.exchanges.handed_over import hand_over
from jungletui.exchanges.loader import load_exchange
from jungletui.exchanges.plans import plan_of

CREDENTIALS = ("apiKey", "secret", "password", "uid", "login", "twofa", "token", "accountId")
ADDRESS = "0x" + "11" * 20
TOKEN = "ro:1:single:4102444800:1"
TIMES = frozenset(
    ("timestamp", "nonce", "end", "endTime", "to", "end_time", "startTime", "from", "start_time")
)
"""Parameters that differ between two equal calls."""
MOST = 6
"""Requests that are recorded of one call: enough to tell two calls apart."""

Sent = tuple[tuple[str, str, str, str], ...]
"""Section, verb, path and parameters of each request, in order."""


class Enough(BaseException):
    """Ends a call that has shown what it does; no handler in ccxt catches it."""


class Tracer:
    """One exchange of ccxt with made-up markets and a made-up credential, which records instead of
    sending."""

    def __init__(self, exchange: str) -> None:
        self.sent: list[tuple[str, str, str, str]] = []
        self.keep_times = False
        config = {"enableRateLimit": False, "options": dict(plan_of(exchange).options)}
        original = load_exchange(exchange)
        repaired = type(f"Traced_{exchange}", (original,), added_methods(exchange))
        self.made = cast("Any", repaired)(config)
        self.made.fetch2 = self._record
        for name in CREDENTIALS:
            setattr(self.made, name, "1")
        if exchange == "bitget":
            self.made.options["uta"] = False  # it asks, and takes an empty answer for a yes
        self.made.walletAddress = self.made.privateKey = ADDRESS
        if exchange == "lighter":
            self.made.token = TOKEN
        hand_over(self.made)
        self.made.set_markets(_markets(self.made))

    async def _record(
        self, path: str, api: Any = "public", method: str = "GET", params: Any = None, *_: object
    ) -> object:
        section = api if isinstance(api, str) else " ".join(api)
        shown = sorted(
            f"{name}={value}"
            for name, value in dict(params or {}).items()
            if self.keep_times or name not in TIMES
        )
        self.sent.append((section, method, path, "&".join(shown)))
        if len(self.sent) >= MOST:
            raise Enough
        return {}

    async def trace(self, name: str, *arguments: object) -> tuple[Sent, bool]:
        """The requests of one call, and whether it wanted an argument (a symbol or a currency) that
        it was not given."""
        self.sent = []
        kept = copy.deepcopy(self.made.options)
        wants = False
        try:
            with contextlib.suppress(Enough):
                await getattr(self.made, name)(*arguments)
        except Exception as error:  # noqa: BLE001  what ccxt makes of an empty answer is no matter
            wants = type(error).__name__ == "ArgumentsRequired"
        self.made.options = kept
        return tuple(self.sent), wants

    async def close(self) -> None:
        """Nothing was opened; ccxt wants it all the same."""
        await self.made.close()


def only_passed_on(sent: Sent, params: dict[str, str]) -> Sent:
    """The same requests without the words that went through ccxt as they were: an exchange does not
    know them."""
    passed = {f"{name}={value}" for name, value in params.items()}
    return tuple(
        (section, verb, path, "&".join(p for p in shown.split("&") if p not in passed))
        for section, verb, path, shown in sent
    )


def _markets(made: Any) -> dict[str, object]:
    """One market of each kind."""
    found: dict[str, object] = {}
    for symbol, kind, linear in (
        ("BTC/USDT", "spot", None),
        ("BTC/USDT:USDT", "swap", True),
        ("BTC/USD:BTC", "swap", False),
    ):
        base, quote = symbol.split(":")[0].split("/")
        settle = symbol.partition(":")[2] or None
        found[symbol] = made.safe_market_structure(
            {
                "id": symbol, "lowercaseId": symbol.lower(), "symbol": symbol, "base": base,
                "quote": quote, "settle": settle, "baseId": base, "quoteId": quote,
                "settleId": settle, "type": kind, "spot": kind == "spot", "margin": False,
                "swap": kind == "swap", "future": False, "option": False,
                "contract": kind == "swap", "linear": linear,
                "inverse": None if linear is None else not linear,
                "contractSize": 1.0 if kind == "swap" else None, "active": True, "info": {},
            }
        )  # fmt: skip
    return found
