"""What a key's own report leaves open about reading: asked by a harmless read of the balances.

An answer proves the right to read; a refusal that can only mean a missing right disproves it.
Nothing else is ever tried: no order, no cancellation, no transfer, not even an impossible one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sized
from dataclasses import replace

from jungletui.domain.capabilities import Capability, CapabilityGrant, Grant, Source
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.reports import PermissionReport
from jungletui.inspection.cleaning import clean
from jungletui.inspection.clues import disproved, proved

ReadBalances = Callable[[], Awaitable[tuple[Sized, Sized]]]
"""Reads the balances, `Session.balances`: rows and what was not read, or ExchangeError."""

PUBLIC_ACCOUNTS = frozenset({"dydx", "hyperliquid", "lighter", "nado", "pacifica"})
"""Where anyone may read an account by its address (ccxt 4.5.90: `fetch_balance` is not signed), so
that an answer says nothing about the key."""


async def with_read_probe(
    report: PermissionReport, exchange: str, balances: ReadBalances
) -> PermissionReport:
    """`report` with reading proved or disproved, where it was unknown and the read tells. Raises
    ExchangeError where the read was refused for another reason and the report knows nothing: then
    nobody has seen this key work. Otherwise such a refusal changes nothing."""
    if exchange in PUBLIC_ACCOUNTS:
        return report
    if report.capabilities[Capability.READ].grant is not Grant.UNKNOWN:
        return report
    try:
        rows, _ = await balances()
    except ExchangeError as refusal:
        if refusal.failure is FailureKind.PERMISSION and not refusal.also:
            evidence = f"the balances were refused: {clean(refusal.message)}"
            return _with_reading(report, disproved(evidence))
        if report.raw or refusal.failure is FailureKind.NOT_SUPPORTED:
            return report
        raise
    return _with_reading(report, proved(f"the balances were read ({len(rows)} rows)"))


def _with_reading(report: PermissionReport, reading: CapabilityGrant) -> PermissionReport:
    source = Source.PROBED if report.source is Source.NONE else report.source
    capabilities = {**report.capabilities, Capability.READ: reading}
    return replace(report, capabilities=capabilities, source=source)
