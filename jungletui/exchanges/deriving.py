"""Writes `derived/<exchange>.toml`: what ccxt itself can read of each exchange, found by tracing.

`python -m jungletui.exchanges.deriving` writes all of them; with names, those. A list that was
traced once is reviewed and kept; nothing is traced at run time.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from jungletui.exchanges.catalogue import exchange_ids
from jungletui.exchanges.derived_file import Derived, as_toml
from jungletui.exchanges.deriving_wallets import wallets_of
from jungletui.exchanges.narrowing import PARTS, only
from jungletui.exchanges.tracing import Sent, Tracer, only_passed_on

FOLDER = Path(__file__).parent / "derived"
A_TIME = 1_700_000_000_000
BESIDE = {"margin": "margin", "future": "dated futures", "option": "options"}
"""Kinds of markets, in words, that are in no entry of `KINDS`."""
KINDS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("spot", "BTC/USDT", {"type": "spot"}),
    ("linear", "BTC/USDT:USDT", {"type": "swap", "subType": "linear"}),
    ("inverse", "BTC/USD:BTC", {"type": "swap", "subType": "inverse"}),
)
LISTS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("open", (("fetchOpenOrders",),)),
    (
        "closed",
        (
            ("fetchCanceledAndClosedOrders",),
            ("fetchOrders",),
            ("fetchClosedOrders", "fetchCanceledOrders"),
            ("fetchClosedOrders",),
            ("fetchCanceledOrders",),
        ),
    ),
    ("fills", (("fetchMyTrades",),)),
)
"""Each list, and the ways to read it, the most complete first."""


async def derive(exchange: str) -> Derived:
    """Trace every read of one exchange."""
    tracer = Tracer(exchange)
    try:
        found = Derived(needs_time=tracer.made.has.get("fetchTime") is True)
        found.wallets = await wallets_of(tracer)
        for of, ways in LISTS:
            found.slices += await _list(tracer, of, ways)
        found.slices += await _positions(tracer)
        found.slices += await _movements(tracer)
        found.unread = _unread(tracer, found.slices)
        return found
    finally:
        await tracer.close()


def _unread(tracer: Tracer, slices: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Kinds of markets that ccxt knows there and whose orders are asked for by no slice."""
    kinds = {of: {part["kind"] for part in slices if part["of"] == of} for of, _ in LISTS}
    partial = [of for of, told in kinds.items() if told and "all" not in told]
    names = [kind for kind in BESIDE if tracer.made.has.get(kind) is True]
    if not partial or not names:
        return []
    return [{"name": " and ".join(BESIDE[name] for name in names), "of": partial}]


async def _list(
    tracer: Tracer, of: str, ways: Sequence[tuple[str, ...]]
) -> list[dict[str, object]]:
    """The slices of one list, by the first way that asks for no symbol, else by the first."""
    best: list[dict[str, object]] = []
    for way in ways:
        known = [tracer.made.has.get(name) for name in way]
        if not all(has is True or (has and of == "open") for has in known):
            continue  # ccxt's own emulation is good enough for what is open
        found = [part for name in way for part in await _slices(tracer, of, name)]
        if found and not any(part.get("per_symbol") for part in found):
            return found
        best = best or found
    return best


async def _slices(tracer: Tracer, of: str, name: str) -> list[dict[str, object]]:
    method = _snake(name)
    seen: dict[Sent, dict[str, object]] = {}
    for kind, symbol, params in KINDS:
        if tracer.made.has.get(params["type"]) is not True:
            continue
        part: dict[str, object] = {"of": of, "name": kind, "method": method}
        part |= {"params": params, "kind": kind}
        sent, wants = await tracer.trace(method, None, None, None, dict(params))
        if not sent and wants:
            sent, _ = await tracer.trace(method, symbol, None, None, dict(params))
            part["per_symbol"] = True
            if kind != "spot" and tracer.made.has.get("fetchPositions") is True:
                part["positions"] = "fetch_positions"
        if not sent:
            continue
        if await _takes_a_time(tracer, method, symbol, params, bool(part.get("per_symbol"))):
            part["telling"] = "since"
        if not part.get("per_symbol"):
            part |= only(only_passed_on(sent, params), PARTS, kind)
        _keep(seen, only_passed_on(sent, params), part)
    return _labelled(list(seen.values()))


def _keep(seen: dict[Sent, dict[str, object]], sent: Sent, part: dict[str, object]) -> None:
    """One slice for each request; where several kinds send the same, it is for all of them."""
    if sent not in seen or part.get("per_symbol"):
        seen[(*sent, (str(part["kind"]), "", "", "")) if part.get("per_symbol") else sent] = part
        return
    kinds = {seen[sent]["kind"], part["kind"]}
    seen[sent]["kind"] = "all" if kinds & {"spot", "all"} else "contracts"


def _labelled(parts: list[dict[str, object]]) -> list[dict[str, object]]:
    """What is for several kinds is named so; a type is no longer asked for where it is for all."""
    for part in parts:
        if part["kind"] == "all":
            part |= {"name": "all markets", "params": {}}
        elif part["kind"] == "contracts":
            part |= {"name": "contracts", "params": {"type": "swap"}}
    return parts


async def _takes_a_time(
    tracer: Tracer, method: str, symbol: str, params: dict[str, str], per_symbol: bool
) -> bool:
    """Whether ccxt's argument `since` reaches the exchange."""
    asked = symbol if per_symbol else None
    tracer.keep_times = True
    try:
        timed, _ = await tracer.trace(method, asked, A_TIME, None, dict(params))
        untimed, _ = await tracer.trace(method, asked, None, None, dict(params))
    finally:
        tracer.keep_times = False
    return any(_mentions_time(call[3]) for call in timed) and timed != untimed


def _mentions_time(shown: str) -> bool:
    seconds = A_TIME // 1000
    return any(str(seconds + near) in shown for near in (-1, 0, 1)) or "2023-11-14" in shown


async def _positions(tracer: Tracer) -> list[dict[str, object]]:
    if tracer.made.has.get("fetchPositions") is not True:
        return []
    seen: dict[Sent, dict[str, object]] = {}
    for kind, _, params in KINDS[1:]:
        if tracer.made.has.get("swap") is not True and tracer.made.has.get("future") is not True:
            continue
        sent, _ = await tracer.trace("fetch_positions", None, dict(params))
        if sent:
            part: dict[str, object] = {"of": "positions", "name": kind, "method": "fetch_positions"}
            part |= {"params": params, "kind": kind}
            part |= only(only_passed_on(sent, params), PARTS, kind)
            _keep(seen, only_passed_on(sent, params), part)
    return _labelled(list(seen.values()))


async def _movements(tracer: Tracer) -> list[dict[str, object]]:
    """Deposits and withdrawals: two calls, or one for both."""
    found: list[dict[str, object]] = []
    for name, of in (("fetchDeposits", "deposits"), ("fetchWithdrawals", "withdrawals")):
        if tracer.made.has.get(name) is True:
            found += await _movement(tracer, of, name)
    if found:
        return found
    for name in ("fetchDepositsWithdrawals", "fetchTransactions"):
        if tracer.made.has.get(name) is True:
            both = await _movement(tracer, "deposits", name)
            return [part | {"of": "movements", "name": "deposits and withdrawals"} for part in both]
    return []


async def _movement(tracer: Tracer, of: str, name: str) -> list[dict[str, object]]:
    method = _snake(name)
    part: dict[str, object] = {"of": of, "name": of, "method": method, "params": {}, "kind": "all"}
    sent, wants = await tracer.trace(method, None, None, None, {})
    if not sent and wants:
        sent, _ = await tracer.trace(method, "BTC", None, None, {})
        part["per_symbol"] = True
    if not sent:
        return []
    if await _takes_a_time(tracer, method, "BTC", {}, bool(part.get("per_symbol"))):
        part["telling"] = "since"
    return [part if part.get("per_symbol") else part | only(sent)]


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def main(names: Sequence[str]) -> None:
    """Write the files of these exchanges, or of all."""
    FOLDER.mkdir(exist_ok=True)
    for exchange in names or exchange_ids():
        text = as_toml(exchange, asyncio.run(derive(exchange)))
        (FOLDER / f"{exchange}.toml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
