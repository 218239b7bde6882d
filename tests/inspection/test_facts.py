"""The rows of facts are complete and fit the program around them."""

import re

import pytest

from jungletui.domain.capabilities import TRADES, Capability
from jungletui.domain.keys import Environment
from jungletui.guides import guide_ids
from jungletui.inspection.facts import fact_ids, facts_of, lifetime_note
from jungletui.inspection.registry import PARSERS

FIELDS = {
    "binance": ("apiKey", "secret"),
    "bybit": ("apiKey", "secret"),
    "okx": ("apiKey", "secret", "password"),
    "kraken": ("apiKey", "secret"),
    "bitget": ("apiKey", "secret", "password"),
    "gate": ("apiKey", "secret"),
    "htx": ("apiKey", "secret"),
    "bittrade": ("apiKey", "secret"),
    "mexc": ("apiKey", "secret"),
    "bingx": ("apiKey", "secret"),
    "krakenfutures": ("apiKey", "secret"),
    "binanceus": ("apiKey", "secret"),
    "kucoin": ("apiKey", "secret", "password"),
}


def test_every_parser_has_facts_and_every_guide_a_parser():
    assert set(PARSERS) == set(fact_ids())
    assert set(guide_ids()) - {"general"} <= set(PARSERS)


@pytest.mark.parametrize("exchange", fact_ids())
def test_a_row_is_complete(exchange):
    facts = facts_of(exchange)
    assert facts.id == exchange
    assert Environment.LIVE in facts.environments
    assert facts.page.startswith("https://")
    assert facts.source.startswith("https://")
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", facts.verified_on)
    for capability in (Capability.READ, Capability.WITHDRAW):
        assert facts.boxes[capability]
    assert any(facts.boxes.get(capability) for capability in TRADES)
    assert facts.menu
    assert facts.ip_box
    for field in facts.fields:
        assert field.label
        assert field.shape
        re.compile(field.pattern)
    for rule in facts.lifetimes:
        assert rule.applies in {"all", "unrestricted", "unrestricted-writing"}
        assert rule.source.startswith("https://")


@pytest.mark.parametrize("exchange", sorted(FIELDS))
def test_fields_have_the_names_that_ccxt_uses(exchange):
    fields = facts_of(exchange).credential_fields
    assert tuple(f.name for f in fields) == FIELDS[exchange]
    assert [f.secret for f in fields] == [f.name != "apiKey" for f in fields]


def test_other_exchanges_have_no_facts_yet():
    assert facts_of("luno") is None
    assert facts_of("../okx") is None
    assert lifetime_note("luno", "all") is None


def test_an_unverified_rule_says_so():
    note = lifetime_note("okx", "unrestricted-writing")
    assert "read on 2026-11-22" in note
    assert "unverified" not in note
