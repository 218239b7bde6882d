"""A harmless read settles whether a key can read, where nothing else told, and nothing more."""

import re
from importlib.resources import files

import pytest

from jungletui.domain.capabilities import (
    Capability,
    Grant,
    Source,
    access_of,
    unknown_capabilities,
)
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.reports import UNKNOWN_IP, PermissionReport, RawReply
from jungletui.inspection.facts import facts_of
from jungletui.inspection.read_probe import PUBLIC_ACCOUNTS, with_read_probe
from jungletui.inspection.untold import untold_report
from tests.inspection.samples import grants, report_of

UNSIGNED = {"public", "gateway public", "indexer"}
"""Sections of ccxt 4.5.90 that it does not sign."""
UNTOLD = untold_report(facts_of("bitstamp"))
TOLD = PermissionReport(
    unknown_capabilities("told nothing"), UNKNOWN_IP, Source.NONE, raw=(RawReply("x", "{}"),)
)


def refusing(kind, *also):
    async def balances():
        raise ExchangeError(kind, "refused \x1b[31m", "Look there.", also)

    return balances


async def answering():
    return ("row", "row"), ()


async def never():
    raise AssertionError("nothing may be asked")


async def test_an_answer_proves_reading_and_nothing_else():
    report = await with_read_probe(UNTOLD, "bitstamp", answering)
    assert grants(report) == "+????????"
    assert report.source is Source.PROBED
    reading = report.capabilities[Capability.READ]
    assert (reading.source, reading.evidence) == (
        Source.PROBED,
        "the balances were read (2 rows)",
    )
    assert report.capabilities[Capability.WITHDRAW].source is Source.NONE
    assert report.expires_note == UNTOLD.expires_note


async def test_a_refusal_for_the_right_disproves_it():
    report = await with_read_probe(UNTOLD, "bitstamp", refusing(FailureKind.PERMISSION))
    assert grants(report) == "-????????"
    assert report.capabilities[Capability.READ].evidence.isprintable()
    assert access_of(report.capabilities) == "unknown"


async def test_an_ambiguous_refusal_proves_nothing():
    ambiguous = refusing(FailureKind.PERMISSION, FailureKind.IP_NOT_ALLOWED)
    assert await with_read_probe(TOLD, "bitstamp", ambiguous) == TOLD
    with pytest.raises(ExchangeError):
        await with_read_probe(UNTOLD, "bitstamp", ambiguous)


@pytest.mark.parametrize("kind", sorted(set(FailureKind) - {FailureKind.PERMISSION}))
async def test_another_failure_is_the_keys_own_where_nothing_was_told(kind):
    assert await with_read_probe(TOLD, "bitstamp", refusing(kind)) == TOLD
    if kind is FailureKind.NOT_SUPPORTED:
        assert await with_read_probe(UNTOLD, "bitstamp", refusing(kind)) == UNTOLD
    else:
        with pytest.raises(ExchangeError):
            await with_read_probe(UNTOLD, "bitstamp", refusing(kind))


@pytest.mark.parametrize("exchange", sorted(PUBLIC_ACCOUNTS))
async def test_what_anyone_may_read_is_not_asked(exchange):
    assert await with_read_probe(UNTOLD, exchange, never) == UNTOLD


async def test_what_is_known_is_not_asked():
    for name in ("bot", "read-only"):
        report = report_of("binance", name)
        assert report.capabilities[Capability.READ].grant is not Grant.UNKNOWN
        assert await with_read_probe(report, "binance", never) == report


def test_the_exchanges_with_public_accounts_are_those_whose_balances_are_not_signed():
    folder = files("jungletui.exchanges").joinpath("allowlist")
    unsigned = set()
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        sections = re.findall(r'^"\w+ ([\w ]+)" = \[\n((?:  .*\n)*)', text, re.MULTILINE)
        reading = {name.lower() for name, calls in sections if " fetch_balance" in calls}
        if reading and reading <= UNSIGNED:
            unsigned.add(file.name.removesuffix(".toml"))
    assert unsigned == PUBLIC_ACCOUNTS
