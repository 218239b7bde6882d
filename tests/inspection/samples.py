"""Fixtures by exchange and name, and a shorthand for expected capabilities."""

import json
from pathlib import Path

from hypothesis import HealthCheck, settings

from jungletui.domain.capabilities import Capability, Grant
from jungletui.inspection import binance, bybit, kraken, okx

STEADY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
FIXTURES = Path(__file__).parent / "fixtures"
MODULES = {"binance": binance, "bybit": bybit, "okx": okx, "kraken": kraken}
LETTERS = {Grant.GRANTED: "+", Grant.DENIED: "-", Grant.UNKNOWN: "?"}


def reply(exchange, name):
    return json.loads((FIXTURES / exchange / f"{name}.json").read_text(encoding="utf-8"))


def parsed(exchange, body):
    module = MODULES[exchange]
    return module.INSPECTOR.parse({module.CALL: body}, "public-id")


def report_of(exchange, name):
    return parsed(exchange, reply(exchange, name))


def grants(report):
    """Nine letters in the order of `Capability`: + granted, - denied, ? unknown."""
    return "".join(LETTERS[report.capabilities[c].grant] for c in Capability)


def all_fixtures():
    return sorted((p.parent.name, p.stem) for p in FIXTURES.glob("*/*.json"))
