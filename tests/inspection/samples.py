"""Fixtures by exchange and name, and a shorthand for expected capabilities."""

import json
from pathlib import Path

from hypothesis import HealthCheck, settings

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.inspection import binance, bybit, kraken, okx
from jungletui.inspection.registry import PARSERS
from tests.inspection.further import FURTHER_CALLS, FURTHER_IDS, FURTHER_SIBLINGS
from tests.inspection.larger import LARGER_CALLS, LARGER_IDS, LARGER_SIBLINGS

STEADY = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
THOROUGH = settings(STEADY, max_examples=300)
FIXTURES = Path(__file__).parent / "fixtures"
CALLS = {
    "binance": (binance.CALL,),
    "bybit": (bybit.CALL,),
    "okx": (okx.CALL,),
    "kraken": (kraken.CALL,),
    **LARGER_CALLS,
    **FURTHER_CALLS,
    "paradex": (),
    "pacifica": (),
}
"""The calls of every exchange with fixtures. Where there are several, a fixture maps each call
that was made to its reply; `{"refused": kind}` stands for a refusal."""
SIBLINGS = {**LARGER_SIBLINGS, **FURTHER_SIBLINGS, "polymarket": "paradex"}
"""Exchanges that share parser and fixtures with another."""
OWN_IDS = {**LARGER_IDS, **FURTHER_IDS}
"""The public id of the inspected key, where its fixtures have a list of keys."""
LETTERS = {Grant.GRANTED: "+", Grant.DENIED: "-", Grant.UNKNOWN: "?"}


def reply(exchange, name):
    return json.loads((FIXTURES / exchange / f"{name}.json").read_text(encoding="utf-8"))


def own_id(exchange):
    return OWN_IDS.get(exchange, "public-id")


def replies_in(exchange, body):
    """What the parser gets: replies by call. A body that names no call answers all of them."""
    calls = CALLS[exchange]
    if len(calls) > 1 and isinstance(body, dict) and body and set(body) <= set(calls):
        return {call: answer(reply) for call, reply in body.items()}
    return {call: answer(body) for call in calls}


def answer(body):
    """The reply itself, or the refusal that it stands for."""
    kind = body.get("refused") if isinstance(body, dict) else None
    if isinstance(kind, str) and kind in set(FailureKind):
        return ExchangeError(FailureKind(kind), str(body.get("message", "refused")), "Look there.")
    return body


def parsed(exchange, body):
    return PARSERS[exchange].parse(replies_in(exchange, body), own_id(exchange))


def report_of(exchange, name):
    return parsed(exchange, reply(exchange, name))


def grants(report):
    """Nine letters in the order of `Capability`: + granted, - denied, ? unknown."""
    return "".join(LETTERS[report.capabilities[c].grant] for c in Capability)


def all_fixtures():
    return sorted((p.parent.name, p.stem) for p in FIXTURES.glob("*/*.json"))
