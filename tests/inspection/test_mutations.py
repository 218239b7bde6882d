"""Arbitrary and mutated replies: a report or an ExchangeError, never a claim without evidence."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.failures import ExchangeError, FailureKind
from tests.inspection.samples import (
    CALLS,
    STEADY,
    THOROUGH,
    all_fixtures,
    parsed,
    reply,
    report_of,
)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=12),
    st.sampled_from(["*", "", "true", "trade", "withdraw", "withdraw-funds", "0", "1", "9" * 19]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def faults_of(exchange, body):
    """What is wrong with the answer of a parser: a refusal of another kind, a capability left out
    or without evidence, a text that would disturb a terminal."""
    try:
        report = parsed(exchange, body)
    except ExchangeError as error:
        return [] if error.failure is FailureKind.BAD_REPLY else [error]
    without = [c for c, grant in report.capabilities.items() if not grant.evidence.strip()]
    texts = (report.label or "", *report.unrecognised)
    return [
        *(set(Capability) ^ set(report.capabilities)),
        *without,
        *(text for text in texts if not text.isprintable()),
    ]


def places(value, path=()):
    """Every path into a JSON value."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, item in items if isinstance(value, dict | list) else ():
        yield from places(item, (*path, name)) if isinstance(item, dict | list) else [(*path, name)]


@st.composite
def mutated(draw):
    exchange, name = draw(st.sampled_from(all_fixtures()))
    body = copy.deepcopy(reply(exchange, name))
    for _ in range(draw(st.integers(1, 3))):
        paths = [path for path in places(body) if path]
        if not paths:
            break
        *parents, last = draw(st.sampled_from(paths))
        holder = body
        for step in parents:
            holder = holder[step]
        if draw(st.booleans()) and isinstance(holder, dict):
            del holder[last]
        else:
            holder[last] = draw(JSON)
    return exchange, body


@pytest.mark.parametrize("exchange", sorted(CALLS))
@STEADY
@given(body=JSON)
def test_arbitrary_json(exchange, body):
    for wrapped in (body, {"result": body}, {"data": [body]}, {"result": {"permissions": body}}):
        assert faults_of(exchange, wrapped) == []


@pytest.mark.slow
@pytest.mark.parametrize("exchange", sorted(CALLS))
@THOROUGH
@given(body=JSON)
def test_much_arbitrary_json(exchange, body):
    for wrapped in (body, {"result": body}, {"data": [body]}, {"data": {"rows": [body]}}):
        assert faults_of(exchange, wrapped) == []


@settings(STEADY, max_examples=50)
@given(mutated())
def test_mutated_fixtures(case):
    assert faults_of(*case) == []


@pytest.mark.slow
@settings(THOROUGH, max_examples=3000)
@given(mutated())
def test_many_mutated_fixtures(case):
    assert faults_of(*case) == []


def denied_without(exchange, name, path):
    """What is still denied after the field at `path` is gone."""
    body = reply(exchange, name)
    *parents, last = path
    holder = body
    for step in parents:
        holder = holder[step]
    del holder[last]
    assert faults_of(exchange, body) == []
    report = parsed(exchange, body)
    return {c for c, g in report.capabilities.items() if g.grant is Grant.DENIED}


@pytest.mark.parametrize(
    ("exchange", "path", "capability"),
    [
        ("binance", ("enableWithdrawals",), Capability.WITHDRAW),
        ("binance", ("enableVanillaOptions",), Capability.TRADE_OPTIONS),
        ("binance", ("enablePortfolioMarginTrading",), Capability.TRADE_DERIVATIVES),
        ("binance", ("permitsUniversalTransfer",), Capability.TRANSFER_INTERNAL),
        ("binance", ("enableMargin",), Capability.TRADE_MARGIN),
        ("bybit", ("result", "permissions", "Wallet"), Capability.WITHDRAW),
        ("bybit", ("result", "permissions", "Options"), Capability.TRADE_OPTIONS),
        ("bybit", ("result", "permissions"), Capability.WITHDRAW),
        ("okx", ("data", 0, "perm"), Capability.WITHDRAW),
        ("kraken", ("result", "permissions"), Capability.WITHDRAW),
    ],
)
def test_a_missing_field_makes_its_capability_unknown(exchange, path, capability):
    before = report_of(exchange, "bot").capabilities[capability].grant
    assert before is Grant.DENIED
    assert capability not in denied_without(exchange, "bot", path)
