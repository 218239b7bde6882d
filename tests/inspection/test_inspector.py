"""One inspection: which calls are made, what comes out of them."""

import asyncio
from datetime import UTC, datetime

import pytest

from jungletui.domain.capabilities import Access, Capability, Grant, Source, access_of
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.domain.keys import Environment, Key, KeyProfile
from jungletui.domain.reports import PermissionReport
from jungletui.domain.secret import Secret
from jungletui.inspection import inspector
from jungletui.inspection.inspector import inspect_key
from jungletui.inspection.parser import Inspector, Request
from jungletui.inspection.registry import PARSERS
from tests.inspection.further import FURTHER_CALLS
from tests.inspection.samples import CALLS, SIBLINGS, reply

PUBLIC, HIDDEN = "PUBLIC0123456789ID", "hidden0123456789"


def key(exchange, environment=Environment.LIVE):
    credential = {"apiKey": Secret(PUBLIC), "secret": Secret(HIDDEN)}
    return Key(KeyProfile("k", exchange, environment), credential, datetime(2026, 1, 1, tzinfo=UTC))


class Caller:
    def __init__(self, answer):
        self.answer, self.calls = answer, []

    async def __call__(self, method, params):
        self.calls.append((method, dict(params)))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


ASKED_ONCE = sorted(
    name
    for name, calls in CALLS.items()
    if len(calls) == 1 and name not in {*FURTHER_CALLS, "mexc", "binanceus"}
)


@pytest.mark.parametrize("exchange", ASKED_ONCE)
async def test_one_call_and_its_reply(exchange):
    call = Caller(reply(exchange, "bot"))
    report = await inspect_key(call, key(exchange))
    [method] = CALLS[exchange]
    assert [made for made, _ in call.calls] == [method]
    assert access_of(report.capabilities) is Access.TRADE
    assert [raw.call for raw in report.raw] == [method]


def test_every_parser_has_fixtures_of_its_own_or_of_its_sibling():
    assert set(PARSERS) == {*CALLS, *SIBLINGS}
    for sibling, exchange in SIBLINGS.items():
        assert PARSERS[sibling] is PARSERS[exchange]


@pytest.mark.parametrize("environment", [Environment.TESTNET, Environment.DEMO])
async def test_binance_test_worlds_tell_nothing_and_are_not_asked(environment):
    call = Caller(None)
    report = await inspect_key(call, key("binance", environment))
    assert call.calls == []
    assert report.source is Source.NONE
    assert report.ip.restricted is None
    for capability in Capability:
        grant = report.capabilities[capability]
        assert grant.grant is Grant.UNKNOWN
        assert "no /sapi endpoint" in grant.evidence


async def test_an_exchange_without_a_parser_is_not_asked():
    call = Caller(None)
    report = await inspect_key(call, key("luno"))
    assert call.calls == []
    assert "no endpoint of Luno" in report.capabilities[Capability.WITHDRAW].evidence
    assert access_of(report.capabilities) is Access.UNKNOWN


async def test_errors_of_the_exchange_pass():
    failure = ExchangeError(FailureKind.IP_NOT_ALLOWED, "refused", "add the address")
    with pytest.raises(ExchangeError) as caught:
        await inspect_key(Caller(failure), key("okx"))
    assert caught.value is failure


async def test_the_own_texts_never_come_out():
    body = reply("okx", "bot")
    body["data"][0] |= {"label": f"x {PUBLIC}", "perm": f"trade,{HIDDEN}", "echo": PUBLIC}
    report = await inspect_key(Caller(body), key("okx"))
    shown = repr((report, report.raw, report.unrecognised))
    assert PUBLIC not in shown
    assert HIDDEN not in shown
    assert "PUBL…89ID" in report.raw[0].body


async def test_requests_run_side_by_side_and_end_together(monkeypatch):
    ended = []
    other_started = asyncio.Event()

    async def call(method, params):
        try:
            if method == "bad":
                await other_started.wait()
                raise ExchangeError(FailureKind.MAINTENANCE, "down", "wait")
            other_started.set()
            await asyncio.Event().wait()
        finally:
            ended.append(method)

    def parse(replies, public_id) -> PermissionReport:
        raise AssertionError("not reached")

    both = Inspector(lambda public_id: (Request("bad"), Request("hangs")), parse)
    monkeypatch.setattr(inspector, "PARSERS", {"okx": both})
    with pytest.raises(ExchangeError, match="down"):
        await inspect_key(call, key("okx"))
    assert sorted(ended) == ["bad", "hangs"]
